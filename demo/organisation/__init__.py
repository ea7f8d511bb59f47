"""Who works where in the made-up government."""
