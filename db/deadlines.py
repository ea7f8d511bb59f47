"""How long PostgreSQL lets each class of viewer take: for a statement, for a lock, and for a whole transaction."""

from collections.abc import Mapping
from dataclasses import dataclass

from db.logins import Login


@dataclass(frozen=True)
class Deadline:
    """In seconds: of a statement, of the wait for one lock, and of saying nothing within a transaction."""

    statement: int
    lock: int
    idle: int


# Strangers read what is small, staff also reports. A change waits for those of others to the same case, but not for
# long; due work computes scores of all between two statements.
BY_LOGIN: Mapping[Login, Deadline] = {
    Login.PUBLIC: Deadline(10, 2, 10),
    Login.STAFF: Deadline(30, 2, 10),
    Login.WRITING: Deadline(15, 5, 15),
    Login.JOBS: Deadline(300, 30, 300),
}


@dataclass(frozen=True)
class StatementDeadlines:
    """Those of each class; a transaction that changes something in answer to a request takes `change` seconds at most.

    They travel with the settings of a new connection, so no statement is sent for them.
    """

    by_login: Mapping[Login, Deadline]
    change: int

    def settings(self, login: Login) -> dict[str, str]:
        """The settings of PostgreSQL for connections of a class; 0 is no deadline. Tools of others set their own."""
        if login not in self.by_login:
            return {}
        found = self.by_login[login]
        whole = {"transaction_timeout": f"{self.change}s"} if login is Login.WRITING else {}
        return {
            "statement_timeout": f"{found.statement}s",
            "lock_timeout": f"{found.lock}s",
            "idle_in_transaction_session_timeout": f"{found.idle}s",
            **whole,
        }


USUAL = StatementDeadlines(BY_LOGIN, change=60)
# Of commands that people run and wait for: an import reads files between two statements.
UNHURRIED = StatementDeadlines({login: Deadline(3_600, 60, 3_600) for login in BY_LOGIN}, change=0)
