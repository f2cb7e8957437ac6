"""Bytes to sheets of cells: the guard, the parsing child, and every format."""
