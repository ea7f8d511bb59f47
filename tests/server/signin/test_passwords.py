"""A password alone opens nothing, tells nobody what was wrong with it, and can be tried only so often."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import asyncpg
import pytest
from argon2 import PasswordHasher

from db.database import Database
from resolvers.accounts.administration import add_account
from server.authentication import read_token
from server.signin.password_hashes import PasswordHashes
from tests.conftest import Statements
from tests.keys import KEYS
from tests.server.signin.lobby import ELSEWHERE, HOME, PASSWORD, Lobby, open_lobby

WRONG = "sepeda merah di gudang lama"


async def test_a_password_and_a_code_begin_a_session_for_the_person(lobby: Lobby) -> None:
    siti = await lobby.enrol(lobby.town.handler, "siti")
    tokens = await lobby.sign_in(siti)
    principal = read_token(tokens["accessToken"], KEYS).capacity
    assert (principal.role, principal.employee_id) == ("EMPLOYEE", siti.person.id)
    employee, session = principal.employee_id, principal.session_id
    assert (employee, f"ses_{session}") == (siti.person.id, tokens["session"])
    [row] = await lobby.rows("SELECT * FROM sessions WHERE id = $1", session)
    assert (row["method"], row["agent"], row["ended_at"]) == ("TOTP", "Firefox / Linux", None)


async def test_a_password_alone_opens_nothing(lobby: Lobby) -> None:
    siti = await lobby.enrol(lobby.town.handler, "siti")
    answer = await lobby.ask("password", login="siti", password=PASSWORD)
    assert answer["secondFactors"] == ["TOTP"]
    assert set(answer) == {"step", "secondFactors", "passkey"}
    for wrong in ("000000", "", lobby.code(siti)[::-1] + "0"):
        assert await lobby.refused("totp", step=answer["step"], code=wrong or " ") == "WRONG_SECOND_FACTOR"


async def test_logins_are_read_as_people_write_them(lobby: Lobby) -> None:
    await lobby.enrol(lobby.town.handler, "siti")
    assert "step" in await lobby.ask("password", login="  SITI ", password=PASSWORD)


@pytest.mark.parametrize("login", ["19850512 201001 2 003", "19850512.201001.2.003"])
async def test_a_number_is_read_as_cards_print_it(lobby: Lobby, login: str) -> None:
    await lobby.enrol(lobby.town.handler, "198505122010012003")
    assert "step" in await lobby.ask("password", login=login, password=PASSWORD)


async def test_a_code_is_used_once(lobby: Lobby) -> None:
    siti = await lobby.enrol(lobby.town.handler, "siti")
    steps = [(await lobby.ask("password", login="siti", password=PASSWORD))["step"] for _ in range(2)]
    code = lobby.code(siti)
    await lobby.ask("totp", step=steps[0], code=code)
    assert await lobby.refused("totp", step=steps[1], code=code) == "WRONG_SECOND_FACTOR"


async def test_of_two_who_send_one_code_at_once_one_gets_in(lobby: Lobby) -> None:
    siti = await lobby.enrol(lobby.town.handler, "siti")
    steps = [(await lobby.ask("password", login="siti", password=PASSWORD))["step"] for _ in range(3)]
    answers = await asyncio.gather(*[lobby.send("totp", {"step": step, "code": lobby.code(siti)}) for step in steps])
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401]


async def test_a_step_is_over_after_five_minutes_once_taken_and_after_five_wrong_codes(lobby: Lobby) -> None:
    siti = await lobby.enrol(lobby.town.handler, "siti")
    late = (await lobby.ask("password", login="siti", password=PASSWORD))["step"]
    lobby.clock.move(timedelta(minutes=5))
    assert await lobby.refused("totp", step=late, code=lobby.code(siti)) == "STEP_OVER"
    taken = (await lobby.ask("password", login="siti", password=PASSWORD))["step"]
    await lobby.ask("totp", step=taken, code=lobby.code(siti))
    lobby.clock.move(timedelta(minutes=1))
    assert await lobby.refused("totp", step=taken, code=lobby.code(siti)) == "STEP_OVER"
    guessed = (await lobby.ask("password", login="siti", password=PASSWORD))["step"]
    for _ in range(5):
        lobby.clock.move(timedelta(seconds=40))
        assert await lobby.refused("totp", step=guessed, code="123") == "WRONG_SECOND_FACTOR"
    assert await lobby.refused("totp", step=guessed, code=lobby.code(siti)) == "STEP_OVER"


@dataclass
class Noted(PasswordHashes):
    """Hashes, and what was compared."""

    compared: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def _compare(self, password_hash: str, password: str) -> bool:
        self.compared.append((password_hash.rpartition("$")[0].rpartition("$")[0], password))
        return super()._compare(password_hash, password)


async def test_a_wrong_login_and_a_wrong_password_cannot_be_told_apart(
    database: Database, statements: Statements
) -> None:
    noted = Noted()
    async with open_lobby(database, noted) as lobby:
        await lobby.enrol(lobby.town.handler, "siti")
        await add_account(lobby.database, lobby.town.colleague.external, "pending")
        # What an address may ask is drawn with the first request of a minute.
        await lobby.send("out", {"refreshToken": "unknown"})
        answers, work, sent = [], [], []
        for login in ("siti", "nobody", "pending", "x" * 500):
            noted.compared.clear()
            await asyncio.sleep(0.01)
            statements.clear()
            response = await lobby.send("password", {"login": login, "password": WRONG})
            await asyncio.sleep(0.01)
            headers = {name: value for name, value in response.headers.items() if name != "date"}
            answers.append((response.status_code, response.text, headers))
            work.append(list(noted.compared))
            sent.append(list(statements))
    assert answers[0][0] == 401
    assert "SIGN_IN_FAILED" in answers[0][1]
    assert answers == answers[:1] * 4
    assert work == [[("$argon2id$v=19$m=19456,t=3,p=1", WRONG)]] * 4
    assert sent == sent[:1] * 4
    assert len(sent[0]) > 3


async def test_who_has_left_or_is_disabled_is_answered_like_anybody_else(lobby: Lobby) -> None:
    await lobby.enrol(lobby.town.handler, "siti")
    await lobby.enrol(lobby.town.colleague, "budi")
    await lobby.rows("UPDATE employees SET left_on = $2 WHERE id = $1", lobby.town.handler.id, lobby.database.today())
    await lobby.rows("UPDATE accounts SET state = 'DISABLED' WHERE login = 'budi'")
    for login in ("siti", "budi"):
        assert await lobby.refused("password", login=login, password=PASSWORD) == "SIGN_IN_FAILED"


async def test_guessing_is_slowed_from_where_it_comes(lobby: Lobby) -> None:
    await lobby.enrol(lobby.town.handler, "siti")
    codes = [await lobby.refused("password", origin=ELSEWHERE, login="siti", password=WRONG) for _ in range(8)]
    assert codes == ["SIGN_IN_FAILED"] * 5 + ["TOO_MANY_ATTEMPTS"] * 3
    # Not from the next house: an address of the same neighbourhood counts with it, one elsewhere does not.
    assert (
        await lobby.refused("password", origin="198.51.100.10", login="siti", password=PASSWORD) == "TOO_MANY_ATTEMPTS"
    )
    assert "step" in await lobby.ask("password", origin=HOME, login="siti", password=PASSWORD)
    response = await lobby.send("password", {"login": "siti", "password": WRONG}, origin=ELSEWHERE)
    assert (response.status_code, response.headers["retry-after"]) == (429, "1")
    waits = []
    for _ in range(6):
        response = await lobby.send("password", {"login": "siti", "password": WRONG}, origin=ELSEWHERE)
        waits.append(int(response.headers["retry-after"]))
        lobby.clock.move(timedelta(seconds=waits[-1]))
        assert await lobby.refused("password", origin=ELSEWHERE, login="siti", password=WRONG) == "SIGN_IN_FAILED"
    assert waits == [1, 2, 4, 8, 16, 32]


async def test_many_guesses_at_once_gain_nothing(lobby: Lobby) -> None:
    await lobby.enrol(lobby.town.handler, "siti")
    given = {"login": "siti", "password": WRONG}
    answers = await asyncio.gather(*[lobby.send("password", given, origin=ELSEWHERE) for _ in range(25)])
    assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 20


async def test_strangers_everywhere_do_not_lock_a_person_out(lobby: Lobby) -> None:
    siti = await lobby.enrol(lobby.town.handler, "siti")
    device = siti.tokens["device"]
    for number in range(200):
        origin = f"10.{number}.0.1"
        await lobby.send("password", {"login": "siti", "password": WRONG}, origin=origin)
    assert await lobby.refused("password", origin=HOME, login="siti", password=PASSWORD) == "TOO_MANY_ATTEMPTS"
    tokens = await lobby.sign_in(siti, device=device)
    assert "device" not in tokens, "it is known already"
    # A new device waits for a minute at most, however many tried.
    lobby.clock.move(timedelta(minutes=1))
    assert "step" in await lobby.ask("password", origin=HOME, login="siti", password=PASSWORD)


async def test_a_device_of_one_account_is_none_of_another(lobby: Lobby) -> None:
    siti = await lobby.enrol(lobby.town.handler, "siti")
    await lobby.enrol(lobby.town.colleague, "budi")
    for _ in range(5):
        await lobby.refused("password", login="budi", password=WRONG)
    refused = await lobby.refused("password", login="budi", password=PASSWORD, device=siti.tokens["device"])
    assert refused == "TOO_MANY_ATTEMPTS"


async def test_guessing_codes_with_a_known_password_is_slowed_over_all_steps(lobby: Lobby) -> None:
    siti = await lobby.enrol(lobby.town.handler, "siti")
    codes = []
    for number in range(8):
        step = (await lobby.ask("password", origin=f"10.{number}.0.1", login="siti", password=PASSWORD))["step"]
        codes.append(await lobby.refused("totp", origin=f"10.{number}.0.1", step=step, code="000000x"))
    assert codes == ["WRONG_SECOND_FACTOR"] * 5 + ["TOO_MANY_ATTEMPTS"] * 3
    lobby.clock.move(timedelta(minutes=1))
    await lobby.sign_in(siti)


async def test_success_forgets_failures(lobby: Lobby) -> None:
    siti = await lobby.enrol(lobby.town.handler, "siti")
    for _ in range(3):
        for _ in range(4):
            await lobby.refused("password", login="siti", password=WRONG)
        await lobby.sign_in(siti)
    assert await lobby.rows("SELECT failures FROM sign_in_attempts WHERE failures > 12") == []


async def test_nothing_that_was_sent_is_kept_as_it_is(
    lobby: Lobby, owner: asyncpg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    siti = await lobby.enrol(lobby.town.handler, "siti")
    tokens = await lobby.sign_in(siti)
    for number in range(12):
        await lobby.send("password", {"login": "siti", "password": WRONG}, origin=ELSEWHERE)
        await lobby.send("password", {"login": f"salah ketik {WRONG}", "password": WRONG}, origin=f"10.1.{number}.1")
        await lobby.send("refresh", {"refreshToken": f"stolen-{number}"}, origin=ELSEWHERE)
    given = [tokens[name] for name in ("accessToken", "refreshToken")] + [siti.tokens["device"]]
    planted = [PASSWORD, WRONG, "salah ketik", siti.secret.hex(), *given]
    tables = [name for (name,) in await lobby.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    kept = [str(row) for table in tables for row in await owner.fetch(f"SELECT {table}::text FROM {table}")]
    for text in planted:
        assert not any(text in row for row in kept)
        assert text not in caplog.text
    assert "failed attempts to sign in from 198.51.100.0/24" in caplog.text
    assert {"signIn", "signInFailed", "accountSetUp", "addAccount"} <= set(await lobby.audited())


async def test_too_many_at_once_are_told_to_come_back(database: Database) -> None:
    async with open_lobby(database, PasswordHashes(threads=1, most_waiting=1)) as lobby:
        given = [{"login": f"person-{number}", "password": WRONG} for number in range(8)]
        answers = await asyncio.gather(*[lobby.send("password", each) for each in given])
        assert {answer.status_code for answer in answers} == {401, 503}
        busy = next(answer for answer in answers if answer.status_code == 503)
        assert busy.json()["errors"][0]["extensions"]["code"] == "SIGN_IN_BUSY"
        assert busy.headers["retry-after"] == "5"
        [(failures,)] = await lobby.rows("SELECT max(failures) FROM sign_in_attempts")
        assert failures == 1, "what could not be decided is not held against anybody"
        assert await lobby.refused("password", login="person-9", password=WRONG) == "SIGN_IN_FAILED"


async def test_a_hash_made_with_less_care_is_made_anew(lobby: Lobby) -> None:
    siti = await lobby.enrol(lobby.town.handler, "siti")
    weak = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    await lobby.rows("UPDATE accounts SET password_hash = $1", weak)
    await lobby.sign_in(siti)
    [(stored,)] = await lobby.rows("SELECT password_hash FROM accounts")
    assert stored.startswith("$argon2id$v=19$m=19456,t=3,p=1$")
    await lobby.sign_in(siti)
