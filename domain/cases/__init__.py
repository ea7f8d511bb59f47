"""Cases: what is recorded of them, how they move, and who had which share in them."""
