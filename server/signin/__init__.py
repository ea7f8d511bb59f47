"""Signing in over HTTP: JSON in, JSON out, and redirects to identity providers and back."""
