"""Public holidays and joint leave of Indonesia, as rows of the table of holidays."""

import holidays


def holiday_rows(years: range) -> list[dict[str, object]]:
    """National holidays and joint leave (cuti bersama) of the years; Islamic dates to come are estimates."""
    found = holidays.country_holidays("ID", years=years, categories=("public", "government"), language="id")
    return [{"day": day, "name": name} for day, name in sorted(found.items())]
