"""What several statements say alike."""
