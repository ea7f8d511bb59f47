"""What the types of the graph show."""
