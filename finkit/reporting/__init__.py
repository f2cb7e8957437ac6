"""Results to files: pages, workbooks, text."""
