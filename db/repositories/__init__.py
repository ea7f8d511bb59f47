"""Loading and storing by subject; nothing here decides."""
