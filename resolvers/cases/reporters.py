"""Who brought a case: encrypted apart from what was brought, and opened by one use case alone (`unmasking`)."""

import os
from dataclasses import asdict, dataclass
from uuid import UUID

import orjson

from resolvers.cases.contacts import Contact, contact_cipher

NONCE_BYTES = 12


@dataclass(frozen=True)
class Reporter:
    """How a reporter can be reached, as far as they said, and who they are, if they had signed in as an employee."""

    contact: Contact | None
    employee_id: UUID | None

    @property
    def known(self) -> bool:
        """Whether there is anything to keep."""
        return self.contact is not None or self.employee_id is not None


def encrypt_reporter(secret: bytes, case_id: UUID, reporter: Reporter) -> bytes:
    """Nonce and ciphertext of a reporter, bound to their case: moved to another case it does not open."""
    told = asdict(reporter.contact) if reporter.contact else {}
    if reporter.employee_id is not None:
        told["employee"] = str(reporter.employee_id)
    nonce = os.urandom(NONCE_BYTES)
    return nonce + contact_cipher(secret).encrypt(nonce, orjson.dumps(told), case_id.bytes)


def decrypt_reporter(secret: bytes, case_id: UUID, ciphertext: bytes) -> Reporter:
    """The reporter of a case. Raises InvalidTag where the secret or the case is another."""
    nonce, sealed = ciphertext[:NONCE_BYTES], ciphertext[NONCE_BYTES:]
    told = orjson.loads(contact_cipher(secret).decrypt(nonce, sealed, case_id.bytes))
    employee = told.pop("employee", None)
    return Reporter(Contact(**told) if told else None, UUID(employee) if employee else None)
