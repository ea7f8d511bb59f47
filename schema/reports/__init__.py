"""Reports, as a client asks for them and sees them."""
