"""What keeps the demonstration from being made: each says what to do about it, ready for a person."""


class OccupiedDatabaseError(Exception):
    """The database holds something else already."""


class MissingHolidaysError(Exception):
    """The library of holidays is not installed."""
