"""Files of other systems, row by row."""
