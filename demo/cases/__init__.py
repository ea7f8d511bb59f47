"""What happens in the made-up government."""
