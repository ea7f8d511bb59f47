"""How the tables came to be what they are, step by step (Alembic).

There are no migrations 0010 to 0016, nor 0029: they were numbered anew before anybody had them.
"""
