"""Accounts of staff: what is asked of passwords and codes, how attempts are slowed, how long sessions hold."""
