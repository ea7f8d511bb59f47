"""The file of identity providers: what it may say, and what is answered when it says nonsense."""

from pathlib import Path

import pytest

from server.settings import Settings
from server.signin.oidc.federation import open_federation, origin_of
from server.signin.oidc.issuers import Issuer, load_issuers
from server.variables import SettingsError
from tests import clock

WHOLE = """
[pegawai]
issuer = "https://sso.example.go.id/realms/pegawai"
client_id = "simpul"
client_secret = "hidden"
claim = "nip"
kind = "NIP"
scopes = ["openid", "profile"]
algorithms = ["ES256", "RS256"]
acr = "urn:example:2fa"

[badan-2]
issuer = "https://id.example.go.id"
client_id = "simpul"
"""


def write(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def test_everything_and_the_least_that_can_be_set(tmp_path: Path) -> None:
    assert load_issuers(write(tmp_path / "issuers.toml", WHOLE)) == {
        "pegawai": Issuer(
            "pegawai",
            "https://sso.example.go.id/realms/pegawai",
            "simpul",
            "hidden",
            "nip",
            "NIP",
            ("openid", "profile"),
            ("ES256", "RS256"),
            "urn:example:2fa",
        ),
        "badan-2": Issuer("badan-2", "https://id.example.go.id", "simpul", None),
    }


def test_a_secret_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    secret = write(tmp_path / "secret", "kept apart\n")
    one = f'[a]\nissuer = "https://a.example"\nclient_id = "x"\nclient_secret_file = "{secret}"\n'
    assert load_issuers(write(tmp_path / "issuers.toml", one))["a"].client_secret == "kept apart"


LEAST = 'issuer = "https://a.example"\nclient_id = "x"\nclient_secret = "hidden"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no issuer"),
        ("[a", "cannot be read"),
        ("a = 1", "[a] cannot be used: it is no table"),
        ("[a]\n", "issuer is missing"),
        ('[a]\nissuer = "https://a.example"', "client_id is missing"),
        (f"[A]\n{LEAST}", "its name is not of small letters"),
        (f"[exchange]\n{LEAST}", "or is taken"),
        (f"[a]\n{LEAST}algorithms = ['none']", "none is none of"),
        (f"[a]\n{LEAST}algorithms = ['HS256']", "HS256 is none of"),
        (f"[a]\n{LEAST}algorithms = []", "algorithms is a list"),
        (f"[a]\n{LEAST}scopes = ['profile']", "scopes holds openid"),
        (f"[a]\n{LEAST}kind = 'NAME'", "kind is one of NIP, EMPLOYEE"),
        (f"[a]\n{LEAST}claim = 7", "claim is a text"),
        (f"[a]\n{LEAST}nonsense = 7", "nonsense is no setting"),
        (f"[a]\n{LEAST}client_secret_file = '/nowhere'", "client_secret_file cannot be read"),
        ('[a]\nissuer = "http://a.example"\nclient_id = "x"', "http://a.example is no https address"),
        ('[a]\nissuer = "https://"\nclient_id = "x"', "is no https address"),
    ],
)
def test_nonsense_is_named_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_issuers(write(tmp_path / "issuers.toml", text))
    assert said in str(refused.value)
    assert "hidden" not in str(refused.value)


async def test_browsers_must_have_an_address_to_come_back_to(tmp_path: Path) -> None:
    settings = Settings(oidc_issuers=write(tmp_path / "issuers.toml", WHOLE))
    with pytest.raises(SettingsError, match="PUBLIC_URL"):
        async with open_federation(settings, clock.begin()):
            pass
    with pytest.raises(SettingsError, match="OIDC_ISSUERS names"):
        async with open_federation(Settings(oidc_issuers=tmp_path / "none"), clock.begin()):
            pass


def test_an_origin_is_scheme_host_and_port() -> None:
    assert origin_of("https://Portal.example.go.id/a?b=c") == "https://portal.example.go.id"
    assert origin_of("http://[::1]:3000/") == "http://[::1]:3000"
    for none in ("https://user@portal.example.go.id/", "/a", "mailto:a@b", "https://a.example/#x", "https://[::1"):
        assert origin_of(none) is None
