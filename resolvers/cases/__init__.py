"""Use cases about cases."""
