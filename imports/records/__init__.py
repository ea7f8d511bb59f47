"""One record of another system, read with every finding and doubt."""
