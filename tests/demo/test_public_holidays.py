"""Holidays come from a library that only the demonstration needs."""

import subprocess
import sys
from pathlib import Path

import pytest

from demo.failures import MissingHolidaysError
from demo.public_holidays import holiday_rows

ROOT = Path(__file__).parents[2]


def test_national_holidays_and_joint_leave_are_both_there() -> None:
    days = {str(row["day"]) for row in holiday_rows(range(2026, 2027))}
    assert {"2026-01-01", "2026-08-17", "2026-12-24", "2026-12-25"} <= days


def test_without_the_library_the_demonstration_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)
    with pytest.raises(MissingHolidaysError, match="extra `demo`"):
        holiday_rows(range(2026, 2027))


def test_no_command_loads_it() -> None:
    loading = "[*map(commands.load_command, commands.COMMANDS)]"
    program = f"import sys; from cli import commands; {loading}; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0
