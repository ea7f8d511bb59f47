"""Use cases: load, decide by the domain, apply."""
