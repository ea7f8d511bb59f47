"""AES-256-GCM under keys of the keyring: what is encrypted says by which version, and opens with its owner alone."""

import os
from collections.abc import Iterable
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.keyring import Key

NONCE_BYTES = 12
# Begins what was encrypted since keys have versions; the version follows as one byte.
MARK = b"SK1"


def encrypt(key: Key, owner: bytes, plain: bytes) -> bytes:
    """Head, nonce and ciphertext, bound to the row that has this key: moved to another it does not open."""
    head, nonce = head_of(key), os.urandom(NONCE_BYTES)
    return head + nonce + cipher_of(key.secret).encrypt(nonce, plain, head + owner)


def decrypt(held: Iterable[Key], owner: bytes, ciphertext: bytes) -> bytes:
    """What was encrypted. Raises InvalidTag where the owner is another, or the key is none of these any more."""
    for key in held:
        head = head_of(key) if key.version else b""
        if ciphertext.startswith(head):
            begins = len(head) + NONCE_BYTES
            try:
                return cipher_of(key.secret).decrypt(ciphertext[len(head) : begins], ciphertext[begins:], head + owner)
            except InvalidTag:
                # A nonce of before may begin like a head.
                continue
    raise InvalidTag


def head_of(key: Key) -> bytes:
    """What everything begins with that was encrypted by a key of a version; before versions there was no such thing."""
    return MARK + bytes([key.version])


def version_of(ciphertext: bytes) -> int:
    """The version of the key that something says it was encrypted by; 0 where it says none."""
    return ciphertext[len(MARK)] if ciphertext.startswith(MARK) else 0


@lru_cache(maxsize=16)
def cipher_of(secret: bytes) -> AESGCM:
    """The cipher of a key of the keyring; there are few of these."""
    return AESGCM(secret)
