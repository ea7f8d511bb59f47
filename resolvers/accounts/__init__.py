"""Signing in, sessions, second factors, recovery and service accounts: load, decide by the domain, apply."""
