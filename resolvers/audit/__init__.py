"""Use cases of the audit: sealing it, and looking whether it still says what it said."""
