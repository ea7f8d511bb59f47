"""What SQL says once: who sees what, who is in office, what lies below a unit, where a case stands."""
