"""Use cases of periods: drafted, opened, closed; by the HR agency, and by themselves on their day."""
