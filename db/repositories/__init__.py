"""Load and store by subject, deciding nothing."""
