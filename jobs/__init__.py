"""Due work: rows written in the transaction that causes them, taken by workers, never lost and never done twice."""
