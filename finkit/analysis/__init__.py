"""The questions finkit answers, a folder each: statements and assumptions in, results out."""
