"""How SQL is sent."""
