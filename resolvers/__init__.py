"""What a field does: load, decide with the domain, apply."""
