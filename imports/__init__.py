"""What other systems wrote, on its way into use cases."""
