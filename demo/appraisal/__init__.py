"""What the people of the made-up government are measured against."""
