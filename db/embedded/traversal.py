"""Lets one account pass through directories that are closed to everybody else, and nothing more.

Below a closed directory (root's home, mode 0700) the lent account would not reach the data. Opening that directory
to everybody would be the easy way; an access control list entry for the one account, to traverse but not to read,
is the narrow one (POSIX 1003.1e, as Linux keeps it in the attribute `system.posix_acl_access`).
"""

import errno
import os
import stat
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from db.embedded.accounts import Account, name_user
from db.embedded.failures import EmbeddedServerError

ATTRIBUTE = "system.posix_acl_access"
VERSION = struct.Struct("<I")
ENTRY = struct.Struct("<HHI")
OWNER, USER, GROUP, MASK, OTHER = 0x01, 0x02, 0x04, 0x10, 0x20
NOBODY = 0xFFFFFFFF
TRAVERSE, ALL = 1, 7


class Entry(NamedTuple):
    """Rights (read 4, write 2, traverse 1) of one owner, user, group, or of all others."""

    tag: int
    rights: int
    identifier: int = NOBODY


def let_traverse(path: Path, account: Account) -> None:
    """Let `account` reach `path`: every directory above it becomes passable for that account.

    Raises EmbeddedServerError where the file system keeps no access control lists.
    """
    if not account.lent:
        return
    for directory in reversed(path.resolve().parents):
        if not may_traverse(directory, account):
            grant_traversal(directory, account)


def may_traverse(directory: Path, account: Account) -> bool:
    """Whether mode or list let the account pass through `directory`."""
    status = directory.stat()
    if status.st_uid == account.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    entries = read_entries(directory)
    # A later chmod of the directory narrows the mask, and with it every entry but the owner's.
    mask = next((entry.rights for entry in entries if entry.tag == MASK), ALL)
    for entry in entries:
        if entry.tag == USER and entry.identifier == account.uid:
            return bool(entry.rights & mask & TRAVERSE)
    if status.st_gid == account.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def grant_traversal(directory: Path, account: Account) -> None:
    """Add one entry to the directory's list: this account may traverse."""
    kept = [e for e in read_entries(directory) if not (e.tag == USER and e.identifier == account.uid)]
    masks = [entry for entry in kept if entry.tag == MASK]
    group = next(entry.rights for entry in kept if entry.tag == GROUP and entry.identifier == NOBODY)
    mask = Entry(MASK, (masks[0].rights if masks else group) | TRAVERSE)
    entries = [entry for entry in kept if entry.tag != MASK] + [mask, Entry(USER, TRAVERSE, account.uid)]
    packed = VERSION.pack(2) + b"".join(ENTRY.pack(*e) for e in sorted(entries, key=lambda e: (e.tag, e.identifier)))
    try:
        os.setxattr(directory, ATTRIBUTE, packed)
    except (OSError, AttributeError) as error:
        raise EmbeddedServerError(
            f"The user {name_user(account.uid)}, as whom root runs PostgreSQL, may not pass through {directory}"
            f" ({error}). Allow it (chmod o+x {directory}), set SIMPUL_DATA to a directory outside, or run as an"
            " ordinary user."
        ) from error


def read_entries(directory: Path) -> list[Entry]:
    """The directory's list; where it has none, the one that its mode amounts to."""
    try:
        packed = os.getxattr(directory, ATTRIBUTE)
    except AttributeError:
        return list(entries_of_mode(directory.stat().st_mode))
    except OSError as error:
        if error.errno in (errno.ENODATA, errno.ENOTSUP):
            return list(entries_of_mode(directory.stat().st_mode))
        raise
    return [Entry(*fields) for fields in ENTRY.iter_unpack(packed[VERSION.size :])]


def entries_of_mode(mode: int) -> Iterator[Entry]:
    """The three entries that say the same as a mode."""
    yield Entry(OWNER, mode >> 6 & 7)
    yield Entry(GROUP, mode >> 3 & 7)
    yield Entry(OTHER, mode & 7)
