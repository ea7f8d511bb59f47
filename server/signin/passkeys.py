"""The ceremonies of WebAuthn Level 2, by the library `webauthn`. Any maker's key will do: no attestation is asked."""

import struct
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from domain.problems import refuse
from resolvers.accounts.context import Credential

SERVICE_NAME = "Simpul"

# Beside a password the key need not ask who holds it, but it may.
_VERIFICATION = UserVerificationRequirement.PREFERRED
_SELECTION = AuthenticatorSelectionCriteria(
    resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=_VERIFICATION
)

# What the library raises for an answer that is no answer.
_MALFORMED = (
    WebAuthnException, ValueError, TypeError, KeyError, IndexError, AttributeError, struct.error, InvalidSignature,
    UnsupportedAlgorithm, OverflowError, RecursionError,
)  # fmt: skip

_MEANINGS = {
    "sign count": "its signature count went backwards, so it may be a copy",
    "origin": "it is for another page",
}
_UNMEANT = "its answer does not hold"


class WebAuthnPasskeys:
    """Passkeys of one relying party, used from pages of these origins."""

    def __init__(self, domain: str, origins: Sequence[str]) -> None:
        self._domain, self._origins = domain, list(origins)

    def registration(self, login: str, account_id: UUID, known: Collection[bytes]) -> tuple[bytes, Mapping[str, Any]]:
        """A challenge, and what a browser needs to make a credential; those `known` are not made again."""
        options = generate_registration_options(
            rp_id=self._domain,
            rp_name=SERVICE_NAME,
            user_name=login,
            user_id=account_id.bytes,
            authenticator_selection=_SELECTION,
            exclude_credentials=list(map(PublicKeyCredentialDescriptor, known)),
        )
        return options.challenge, orjson.loads(options_to_json(options))

    def register(self, challenge: bytes, answer: Mapping[str, Any]) -> Credential:
        """The credential that a browser made. Refuses PASSKEY_REFUSED."""
        with _refusing():
            made = verify_registration_response(
                credential=dict(answer),
                expected_challenge=challenge,
                expected_rp_id=self._domain,
                expected_origin=self._origins,
            )
        return Credential(made.credential_id, made.credential_public_key, made.sign_count)

    def authentication(self, known: Collection[bytes]) -> tuple[bytes, Mapping[str, Any]]:
        """A challenge, and what a browser needs to answer it with one of the credentials."""
        options = generate_authentication_options(
            rp_id=self._domain,
            allow_credentials=list(map(PublicKeyCredentialDescriptor, known)),
            user_verification=_VERIFICATION,
        )
        return options.challenge, orjson.loads(options_to_json(options))

    def authenticate(self, challenge: bytes, answer: Mapping[str, Any], credential: Credential) -> int:
        """The new signature count of the credential that answered. Refuses PASSKEY_REFUSED."""
        with _refusing():
            verified = verify_authentication_response(
                credential=dict(answer),
                expected_challenge=challenge,
                expected_rp_id=self._domain,
                expected_origin=self._origins,
                credential_public_key=credential.public_key,
                credential_current_sign_count=credential.counter,
            )
        return verified.new_sign_count

    def answering(self, answer: Mapping[str, Any]) -> bytes:
        """Which credential an answer says it is of. Refuses PASSKEY_REFUSED."""
        with _refusing():
            return base64url_to_bytes(answer["rawId"])


@contextmanager
def _refusing() -> Iterator[None]:
    """Refuse what does not hold, with a reason of ours: the library's repeats what was sent."""
    try:
        yield
    except _MALFORMED as error:
        reason = next((meaning for word, meaning in _MEANINGS.items() if word in str(error).lower()), _UNMEANT)
        raise refuse("PASSKEY_REFUSED", "credential", reason=reason) from error
