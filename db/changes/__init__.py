"""What changes in the database: each function works in the transaction of its caller."""
