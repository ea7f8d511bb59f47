"""How another system's fields and words are to be read."""
