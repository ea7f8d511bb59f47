"""What makes citizens' answers suspect: pure functions of what is known of one person, and thresholds of the policy."""
