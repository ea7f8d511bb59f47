"""Public holidays and joint leave of Indonesia, as rows of the table of holidays."""

from demo.failures import MissingHolidaysError
from demo.table_rows import TableRow


def holiday_rows(years: range) -> list[TableRow]:
    """National holidays and joint leave (cuti bersama) of the years; Islamic dates to come are estimates.

    Raises MissingHolidaysError without the extra `demo`: whoever only serves need not have it.
    """
    try:
        from holidays import country_holidays  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise MissingHolidaysError(
            "The demonstration takes its holidays from the library `holidays`, which is not installed."
            " Install Simpul with the extra `demo`."
        ) from error
    found = country_holidays("ID", years=years, categories=("public", "government"), language="id")
    return [{"day": day, "name": name} for day, name in sorted(found.items())]
