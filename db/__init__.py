"""How it is stored and fetched."""
