"""What is assumed or corrected: lives, classes, ranges, each with its source."""
