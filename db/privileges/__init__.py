"""What each login may do, declared once and granted whenever the database is migrated."""

from db.privileges.granting import grant_privileges

__all__ = ["grant_privileges"]
