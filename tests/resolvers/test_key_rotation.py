"""Keys of another version: what was made with the one before is still read, and what is new is made with the newest."""

from dataclasses import replace
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag

from db import encryption
from db.repositories.renewals import CASE_KEYS, REPORTERS, SECOND_FACTORS
from db.tables.cases import case_contacts, cases, feedbacks
from domain.access import ANYONE
from domain.cases.tickets import hash_access
from domain.keyring import Keys, Purpose
from domain.master_secrets import read_secrets
from domain.problems import Refused
from domain.terms import Role
from graph.arguments import bound
from resolvers.accounts.tokens import decrypt_secret, derive_key, encrypt_secret
from resolvers.cases.complaints import SubmittedComplaint, submit_complaint
from resolvers.cases.contacts import Contact
from resolvers.cases.feedback import RateResolution, rate_resolution
from resolvers.cases.reporters import Reporter, decrypt_reporter, encrypt_reporter
from resolvers.renewal import count_by_version, count_needing, renew_encrypted
from server.signin.oidc.pending import HOLDS, Asked, Pending, seal, unseal
from server.signing_keys import derive_keys
from tests.clock import NOW
from tests.contents import read_texts
from tests.keys import KEYS, SECRET
from tests.resolvers.town import HELD, Town, context_of

CONTACT = Contact("Budi", None, "budi@example.org")
ENTRY = "2:Nobody-else-has-seen-this-one-4711"
NEWER = derive_keys(read_secrets([ENTRY], SECRET))
NEWEST_ALONE = derive_keys(read_secrets([ENTRY]))
OF_BEFORE = Keys({purpose: KEYS.all(purpose)[-1:] for purpose in Purpose})


async def submit(town: Town, keys: Keys, **changes: object) -> SubmittedComplaint:
    context = replace(context_of(town.database, ANYONE), keys=keys)
    return await submit_complaint(context, town.complaint(contact=CONTACT, **changes))


async def track(town: Town, keys: Keys, receipt: SubmittedComplaint) -> bool:
    context = context_of(town.database, ANYONE)
    context.reader._inputs = replace(context.reader._inputs, keys=keys)
    given = {"ticket": bound(receipt.ticket), "access_code": bound(receipt.access_code)}
    return await context.reader.read_root("complaint", given) is not None


async def test_codes_of_every_version_open_their_case_and_no_other(town: Town) -> None:
    receipts = [await submit(town, keys) for keys in (OF_BEFORE, KEYS, NEWER)]
    assert len({receipt.access_code for receipt in receipts}) == 3
    assert [await track(town, NEWER, receipt) for receipt in receipts] == [True, True, True]
    assert [await track(town, NEWEST_ALONE, receipt) for receipt in receipts] == [False, False, True]
    mixed = replace(receipts[0], access_code=receipts[2].access_code)
    assert not await track(town, NEWER, mixed)


async def test_whoever_complained_before_rates_afterwards(town: Town) -> None:
    receipt = await town.resolved()
    context = replace(context_of(town.database, ANYONE), keys=NEWER)
    given = {"ticket": receipt.ticket, "access_code": receipt.access_code, "treatment": 5, "outcome": 4}
    await rate_resolution(context, RateResolution(**given))
    assert await town.count(feedbacks) == 1


async def test_a_repeated_complaint_has_the_code_of_the_first(town: Town) -> None:
    held = {"idempotency_key": "k", "idempotency_secret": HELD}
    first, again = [await submit(town, keys, **held) for keys in (KEYS, rotated(Purpose.ACCESS))]
    assert first == again
    assert await town.count(cases) == 1
    with pytest.raises(Refused) as refused:
        await submit(town, rotated(Purpose.ACCESS, alone=True), **held)
    assert refused.value.problems[0].code == "KEY_RETIRED"


def rotated(purpose: Purpose, *, alone: bool = False) -> Keys:
    """The keys of before, with another version of one purpose."""
    newer = NEWER.all(purpose)
    return Keys({**KEYS.held, purpose: newer[:1] if alone else newer})


async def test_what_is_new_is_hashed_by_the_newest_key(town: Town) -> None:
    receipt = await submit(town, NEWER)
    [case] = await town.rows(cases)
    secret = NEWER.current(Purpose.ACCESS).secret
    assert case.access_hash == hash_access(secret, receipt.ticket, receipt.access_code)
    assert NEWER.current(Purpose.ACCESS).version == 2


async def test_reporters_are_encrypted_anew_and_need_the_old_key_no_more(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("resolvers.renewal.BATCH", 2)
    receipts = [await submit(town, keys) for keys in (KEYS, KEYS, KEYS, NEWER)]
    await town.database.primary.fetch(
        "UPDATE case_contacts SET ciphertext = $1 WHERE case_id = $2", of_before(receipts[0]), receipts[0].case_id
    )
    assert await count_by_version(town.database, NEWER, REPORTERS) == {2: 1, 1: 3, 0: 0}
    assert vars(await renew_encrypted(town.database, NEWEST_ALONE, REPORTERS)) == {"renewed": 0, "closed": 3}
    assert vars(await renew_encrypted(town.database, NEWER, REPORTERS)) == {"renewed": 3, "closed": 0}
    assert vars(await renew_encrypted(town.database, NEWER, REPORTERS)) == {"renewed": 0, "closed": 0}
    assert await count_by_version(town.database, NEWER, REPORTERS) == {2: 4, 1: 0, 0: 0}
    for row in await town.rows(case_contacts):
        assert decrypt_reporter(NEWEST_ALONE, row.case_id, row.ciphertext) == Reporter(CONTACT, None)


async def test_keys_of_cases_are_encrypted_anew_and_texts_stay_as_they_are(town: Town) -> None:
    for keys in (KEYS, KEYS, NEWER):
        await submit(town, keys, description="Merpati")
    sealed = [row.description for row in await town.rows(cases)]
    assert await count_by_version(town.database, NEWER, CASE_KEYS) == {2: 1, 1: 2, 0: 0}
    assert vars(await renew_encrypted(town.database, NEWEST_ALONE, CASE_KEYS)) == {"renewed": 0, "closed": 2}
    assert await read_texts(town.database, cases, "description", NEWER) == ["Merpati"] * 3
    assert vars(await renew_encrypted(town.database, NEWER, CASE_KEYS)) == {"renewed": 2, "closed": 0}
    assert await read_texts(town.database, cases, "description", NEWEST_ALONE) == ["Merpati"] * 3
    assert [row.description for row in await town.rows(cases)] == sealed
    with pytest.raises(InvalidTag):
        await read_texts(town.database, cases, "description", KEYS)


ACCOUNT = """
    INSERT INTO accounts (employee_id, login, password_hash, password_set_at, state, created_at)
    SELECT id, 'nurul', 'x', now(), 'ACTIVE', now() FROM employees LIMIT 1 RETURNING id"""
FACTOR = """
    INSERT INTO authenticators (account_id, kind, name, created_at, secret, credential_id)
    VALUES ($1, $2, 'A', now(), $3, $4)"""


async def test_second_factors_are_encrypted_anew_whatever_form_they_have(town: Town) -> None:
    account = await town.database.primary.fetchval(ACCOUNT)
    secret, public_key = b"twenty bytes of a TOTP", b"the public key of a passkey"
    stored = (factor_of_before(account, secret), encrypt_secret(KEYS, account, secret))
    for sealed in stored:
        assert decrypt_secret(NEWER, account, sealed) == secret
        await town.database.primary.fetch(FACTOR, account, "TOTP", sealed, None)
    await town.database.primary.fetch(FACTOR, account, "PASSKEY", public_key, b"credential")
    counted = await count_by_version(town.database, NEWER, SECOND_FACTORS)
    assert counted == {2: 0, 1: 1, 0: 1}
    assert [count_needing(SECOND_FACTORS, counted, version) for version in (2, 1, 0)] == [1, 2, 1]
    assert [count_needing(REPORTERS, counted, version) for version in (2, 1, 0)] == [0, 1, 1]
    assert vars(await renew_encrypted(town.database, NEWER, SECOND_FACTORS)) == {"renewed": 2, "closed": 0}
    assert await count_by_version(town.database, NEWER, SECOND_FACTORS) == {2: 2, 1: 0, 0: 0}
    kept = await town.database.primary.fetch("SELECT kind, secret FROM authenticators")
    opened = [decrypt_secret(NEWEST_ALONE, account, sealed) for kind, sealed in kept if kind == "TOTP"]
    assert opened == [secret, secret]
    assert public_key in [sealed for _, sealed in kept]
    with pytest.raises(InvalidTag):
        decrypt_secret(KEYS, account, kept[0]["secret"] if kept[0]["kind"] == "TOTP" else kept[1]["secret"])


def factor_of_before(account: UUID, secret: bytes) -> bytes:
    """A secret as it was encrypted before it said by which version."""
    nonce = bytes(encryption.NONCE_BYTES)
    key = derive_key(KEYS.current(Purpose.AUTHENTICATORS).secret, b"secrets of authenticators")
    return nonce + encryption.cipher_of(key).encrypt(nonce, secret, account.bytes)


def test_a_way_to_a_provider_holds_across_a_rotation_and_only_as_it_was_begun() -> None:
    pending = Pending("pegawai", Asked("state", "nonce", "verifier"), Role.EMPLOYEE, None, None, NOW + HOLDS)
    cookie = seal(KEYS, pending)
    assert unseal(KEYS, cookie, NOW) == unseal(NEWER, cookie, NOW) == pending
    assert unseal(NEWEST_ALONE, cookie, NOW) is None
    assert unseal(KEYS, cookie, NOW + HOLDS) is None
    assert unseal(KEYS, cookie[:-4] + "AAAA", NOW) is None


def test_a_list_that_is_older_than_a_purpose_is_served_by_the_newest() -> None:
    older = [replace(each, purposes=each.purposes - {Purpose.CONTENTS}) for each in read_secrets([ENTRY], SECRET)]
    assert [key.version for key in derive_keys(older).all(Purpose.CONTENTS)] == [2]
    assert [key.version for key in NEWER.all(Purpose.CONTENTS)] == [2, 1]


def of_before(receipt: SubmittedComplaint) -> bytes:
    """A contact as it was encrypted before keys had versions, by chance with a nonce that looks like a head."""
    nonce = encryption.MARK + b"\x01" + bytes(encryption.NONCE_BYTES - 4)
    cipher = encryption.cipher_of(OF_BEFORE.current(Purpose.CONTACTS).secret)
    return nonce + cipher.encrypt(
        nonce, b'{"name":"Budi","phone":null,"email":"budi@example.org"}', receipt.case_id.bytes
    )


async def test_a_reporter_opens_in_their_own_case_alone(town: Town) -> None:
    receipt = await submit(town, NEWER)
    sealed = encrypt_reporter(NEWER, receipt.case_id, Reporter(CONTACT, None))
    assert decrypt_reporter(NEWER, receipt.case_id, sealed).contact == CONTACT
    for keys, case_id in ((KEYS, receipt.case_id), (NEWER, town.office)):
        with pytest.raises(InvalidTag):
            decrypt_reporter(keys, case_id, sealed)


def test_no_two_keys_are_alike() -> None:
    every = [key.secret for purpose in Purpose for key in NEWER.all(purpose) if key.version]
    assert len(set(every)) == len(every) == 2 * len(Purpose)
    assert SECRET.encode() not in every
