"""The bench of fairness: made-up worlds whose truth is known, scored by the product's own functions."""
