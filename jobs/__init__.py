"""Due work: rows written in the transaction that causes them, and taken by workers.

None is lost, and what a handler changes in the database is changed once; but a handler may be begun more than once.
"""
