"""The made-up government."""
