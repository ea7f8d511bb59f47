"""Use cases about scores."""
