"""`simpul account` and `simpul service`: codes and keys on standard output, everything else beside it."""

import re
from collections.abc import Mapping

import asyncpg

from domain.access import Principal
from tests.cli.test_cli import NUMBER, official, own_server, says, simpul

__all__ = ["official", "own_server"]

CODE = re.compile(r"(?:[0-9A-Z]{5}-){3}[0-9A-Z]{5}\n")
KEY = re.compile(r"smp_[A-Za-z0-9_-]{43}\n")


async def test_an_account_is_made_given_codes_and_disabled(
    owner: asyncpg.Connection, own_server: Mapping[str, str], official: Principal
) -> None:
    made = simpul("account", "add", NUMBER, **own_server)
    assert made.returncode == 0, made.stderr
    assert CODE.fullmatch(made.stdout)
    assert f"Login {NUMBER}; the code holds until" in made.stderr
    assert says(simpul("account", "add", NUMBER, **own_server), 2, "has an account already")
    newer = simpul("account", "code", NUMBER, **own_server)
    assert CODE.fullmatch(newer.stdout)
    assert newer.stdout != made.stdout
    assert "Sessions ended: 0." in simpul("account", "disable", NUMBER, **own_server).stderr
    assert says(simpul("account", "code", "198501152010011004", **own_server), 2, "198501152010011004 is unknown")
    [(login, state)] = await owner.fetch("SELECT login, state FROM accounts")
    assert (login, state) == (NUMBER, "DISABLED")


async def test_a_service_account_is_made_shown_and_revoked(own_server: Mapping[str, str], official: Principal) -> None:
    wanted = ("--purpose", "Menerima pengaduan", "--owner", NUMBER, "--role", "complaint_officer")
    without = simpul("service", "add", "lapor", *wanted, "--read", "Case", **own_server)
    assert says(without, 2, "does not hold the role COMPLAINT_OFFICER")
    person = ("--employee", NUMBER, "--role", "complaint_officer", "--reason", "Keputusan")
    granted = simpul("grant", *person, **own_server)
    assert granted.returncode == 0, granted.stderr
    made = simpul("service", "add", "lapor", *wanted, "--action", "submitComplaint", "--read", "Case", **own_server)
    assert made.returncode == 0, made.stderr
    assert KEY.fullmatch(made.stdout)
    assert "it is not shown again" in made.stderr
    assert KEY.fullmatch(simpul("service", "key", "lapor", "--days", "5", **own_server).stdout)
    listed = simpul("service", "list", **own_server).stdout
    assert made.stdout[:10] in listed
    assert made.stdout.strip() not in listed
    assert "Keys revoked: 1." in simpul("service", "revoke", "lapor", "--key", made.stdout[:10], **own_server).stderr
    assert "Keys revoked: 1." in simpul("service", "revoke", "lapor", **own_server).stderr
    assert says(simpul("service", "key", "lapor", **own_server), 2, "service account lapor is unknown")
    refused = simpul("service", "add", "span", *wanted, "--read", "Everything", **own_server)
    assert says(refused, 2, "The value Everything is unknown.")
