"""As whom the server runs. PostgreSQL refuses to run as root, so root lends it to an account without rights."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from db.embedded.failures import EmbeddedServerError

SERVICE_ACCOUNT = "simpul"
SYSTEM_PATH = "/usr/sbin:/sbin:/usr/bin:/bin"


class Identity(TypedDict, total=False):
    """Arguments of `subprocess` that make a child run as somebody else."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """Whom the server's processes and files belong to; `lent` when that is not the present user."""

    uid: int
    gid: int
    lent: bool

    @property
    def identity(self) -> Identity:
        """How to start a child as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.lent else {}

    def give(self, path: Path) -> None:
        """Make the account the owner of `path`."""
        if self.lent:
            os.chown(path, self.uid, self.gid)


def choose_account(cluster: Path) -> Account:
    """The owner of `cluster` where it exists, else the present user, or for root the service account.

    Raises EmbeddedServerError when the cluster belongs to somebody whom the present user cannot act as.
    """
    present = os.geteuid()
    owner = cluster.stat() if cluster.exists() else None
    if owner is None:
        return Account(present, os.getegid(), lent=False) if present else find_service_account()
    if owner.st_uid == 0:
        raise EmbeddedServerError(
            f"{cluster} belongs to root, as whom PostgreSQL refuses to run. Give it to an ordinary user:"
            f" chown -R {SERVICE_ACCOUNT} {cluster}"
        )
    if present not in (0, owner.st_uid):
        raise EmbeddedServerError(
            f"{cluster} belongs to the user {name_user(owner.st_uid)}. Run as that user,"
            " or set SIMPUL_DATA to a directory of your own."
        )
    return Account(owner.st_uid, owner.st_gid, lent=present == 0)


def name_user(uid: int) -> str:
    """The name of a user, or the number where there is no name."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def find_service_account() -> Account:
    """The account without rights that root lends the server to, made on first use.

    Raises EmbeddedServerError when the system has no way to make one.
    """
    try:
        entry = pwd.getpwnam(SERVICE_ACCOUNT)
    except KeyError:
        entry = make_service_account()
    return Account(entry.pw_uid, entry.pw_gid, lent=True)


def make_service_account() -> pwd.struct_passwd:
    """A system user that cannot sign in and has no home."""
    program = shutil.which("useradd", path=SYSTEM_PATH)
    said = "there is no useradd"
    if program is not None:
        made = subprocess.run(
            [program, "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", SERVICE_ACCOUNT],
            capture_output=True,
            text=True,
            check=False,
        )
        said = made.stderr.strip()
    # Two processes may have tried at once; whoever made it, it is there.
    try:
        return pwd.getpwnam(SERVICE_ACCOUNT)
    except KeyError:
        raise EmbeddedServerError(
            f"PostgreSQL refuses to run as root, and the user {SERVICE_ACCOUNT} cannot be made for it ({said})."
            " Run as an ordinary user, or set DATABASE_URL to a server of your own."
        ) from None
