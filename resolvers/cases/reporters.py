"""Who brought a case: encrypted apart from what was brought, and opened by one use case alone (`unmasking`)."""

from dataclasses import asdict, dataclass, replace
from uuid import UUID

import orjson

from db.encryption import decrypt, encrypt
from domain.keyring import Keys, Purpose
from resolvers.cases.contacts import Contact


@dataclass(frozen=True)
class Reporter:
    """How a reporter can be reached, as far as they said, and who they are, if they had signed in as an employee.

    `former` are the contacts that others took the place of, the newest first; see `correct`.
    """

    contact: Contact | None
    employee_id: UUID | None
    former: tuple[Contact, ...] = ()

    @property
    def known(self) -> bool:
        """Whether there is anything to keep."""
        return self.contact is not None or self.employee_id is not None

    def correct(self, contact: Contact, *, keeps: bool) -> "Reporter":
        """The reporter with another contact; what it replaces is kept where somebody else may have corrected it."""
        if not keeps or self.contact in (None, contact):
            return replace(self, contact=contact)
        return replace(self, contact=contact, former=(self.contact, *self.former))


def encrypt_reporter(keys: Keys, case_id: UUID, reporter: Reporter) -> bytes:
    """A reporter encrypted by the newest key, bound to their case: moved to another case it does not open."""
    told: dict[str, object] = asdict(reporter.contact) if reporter.contact else {}
    if reporter.employee_id is not None:
        told["employee"] = str(reporter.employee_id)
    if reporter.former:
        told["former"] = [asdict(contact) for contact in reporter.former]
    return encrypt(keys.current(Purpose.CONTACTS), case_id.bytes, orjson.dumps(told))


def decrypt_reporter(keys: Keys, case_id: UUID, ciphertext: bytes) -> Reporter:
    """The reporter of a case. Raises InvalidTag where the case is another, or the key is none of these any more."""
    told = orjson.loads(decrypt(keys.all(Purpose.CONTACTS), case_id.bytes, ciphertext))
    employee, former = told.pop("employee", None), told.pop("former", ())
    return Reporter(
        Contact(**told) if told else None,
        UUID(employee) if employee else None,
        tuple(Contact(**contact) for contact in former),
    )
