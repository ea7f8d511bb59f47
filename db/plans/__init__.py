"""Selections turned into single statements that return finished JSON."""
