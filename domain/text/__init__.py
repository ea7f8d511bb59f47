"""What people read, in the languages of the government."""
