"""Reports: dimensions, questions and results."""
