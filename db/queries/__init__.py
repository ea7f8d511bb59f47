"""What is asked of the database: each function works on the connection of its caller."""
