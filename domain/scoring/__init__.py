"""From evidence and plans to scores, step by step."""
