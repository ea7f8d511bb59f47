"""Use cases of what is published once a week."""
