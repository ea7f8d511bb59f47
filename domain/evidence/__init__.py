"""Evidence: what a case says of the people and units who handled it."""
