"""One question, one answer: the methods of customers, inference and market from the command line, without a file."""
