"""Units, posts, people and rosters."""
