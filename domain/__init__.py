"""What is true and allowed: pure functions over frozen dataclasses."""
