"""What the environment may say, and what is answered when it says nonsense."""

import os
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from db.deadlines import Deadline
from db.logins import Login
from domain.accounts.sessions import SessionRules
from server.exposure import Exposure
from server.settings import Settings, load_settings
from server.signing_keys import load_secrets, with_secrets
from server.variables import SettingsError

LONG = "a key of this test, longer than thirty-two bytes"

ENTRY = "2:Nobody-else-has-seen-this-one-4711"


def test_nothing_set_is_the_embedded_server_on_the_own_machine() -> None:
    settings = load_settings({})
    assert settings == Settings()
    assert (settings.database_url, settings.host, settings.port) == (None, "127.0.0.1", 8000)
    assert settings.data.name == ".simpul"
    assert (settings.data.parent / "pyproject.toml").is_file()


def test_everything_set() -> None:
    environment = {
        "DATABASE_URL": "postgres://u:p@primary/simpul",
        "DATABASE_OWNER_URL": "postgres://o:p@primary/simpul",
        "DATABASE_READ_URL": "postgresql://u:p@replica/simpul",
        "DATABASE_CONNECTIONS": "12",
        "HOST": "0.0.0.0",
        "PORT": "0",
        "SIMPUL_SECRET": LONG,
        "SIMPUL_SECRETS": ENTRY,
        "SIMPUL_DATA": "/srv/simpul",
        "LOG_LEVEL": "warning",
        "SIMPUL_WORK": "Apart",
        "CORS_ORIGINS": " https://portal.example.go.id, http://[::1]:3000 ",
        "PUBLIC_URL": "https://Simpul.example.go.id/",
        "PORTAL_ORIGINS": "https://portal.example.go.id",
        "OIDC_ISSUERS": "/etc/simpul/issuers.toml",
        "SIGN_IN_SECOND_FACTOR": "Relaxed",
        "ACCESS_MINUTES": "5",
        "SESSION_IDLE_DAYS": "7",
        "SESSION_MOST_DAYS": "30",
        "LOG_FORMAT": "JSON",
        "LOG_ADDRESSES": "none",
        "REQUEST_ID_HEADER": "X-Request-Id",
        "TRUSTED_PROXIES": "10.0.0.0/8",
        "METRICS_HOST": "0.0.0.0",
        "METRICS_PORT": "9464",
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318/",
        "STOP_SECONDS": "7",
    }
    settings = load_settings(environment)
    assert settings == Settings(
        database_url="postgresql://u:p@primary/simpul",
        owner_url="postgresql://o:p@primary/simpul",
        read_url="postgresql://u:p@replica/simpul",
        connections=12,
        host="0.0.0.0",
        port=0,
        secret=LONG,
        secrets=ENTRY,
        data=Path("/srv/simpul"),
        log_level="WARNING",
        works=False,
        cors_origins=("https://portal.example.go.id", "http://[::1]:3000"),
        public_url="https://simpul.example.go.id",
        portal_origins=("https://portal.example.go.id",),
        oidc_issuers=Path("/etc/simpul/issuers.toml"),
        sessions=SessionRules(
            timedelta(minutes=5), timedelta(days=7), timedelta(days=30), second_factor_required=False
        ),
        log_format="json",
        log_addresses="none",
        request_id_header="x-request-id",
        exposure=Exposure(proxies=(ip_network("10.0.0.0/8"),)),
        metrics_host="0.0.0.0",
        metrics_port=9464,
        traces_url="http://127.0.0.1:4318",
        stop_seconds=7,
    )
    assert load_settings(settings.environment()) == settings, "another process is set alike"


def test_deadlines_of_the_database() -> None:
    settings = load_settings({"DATABASE_DEADLINES": "public=5/1/5 jobs=0/60/600", "REQUEST_SECONDS": "7"})
    assert settings.exposure.statements == {Login.PUBLIC: Deadline(5, 1, 5), Login.JOBS: Deadline(0, 60, 600)}
    deadlines = settings.exposure.database_deadlines
    assert (deadlines.by_login[Login.PUBLIC], deadlines.by_login[Login.STAFF]) == (
        Deadline(5, 1, 5),
        Deadline(30, 2, 10),
    )
    assert deadlines.change == 7
    assert load_settings(settings.environment()) == settings, "another process is set alike"


def test_an_empty_variable_counts_as_unset() -> None:
    assert load_settings({"PORT": "", "DATABASE_URL": " ", "LOG_LEVEL": ""}) == Settings()


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"PORT": "http"}, "PORT is 'http'. Set it to a whole number"),
        ({"PORT": "65536"}, "PORT is '65536'. Set it to a whole number from 0 to 65535."),
        ({"PORT": "-1"}, "PORT is '-1'"),
        ({"PORT": "9" * 5_000}, "Set it to a whole number from 0 to 65535."),
        ({"PORT": "٨"}, "PORT is '٨'"),
        ({"METRICS_PORT": "x"}, "METRICS_PORT is 'x'. Set it to a whole number from 0 to 65535."),
        ({"STOP_SECONDS": "3601"}, "STOP_SECONDS is '3601'. Set it to a whole number from 0 to 3600."),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT is 'xml'. Set it to one of text, json."),
        ({"LOG_ADDRESSES": "some"}, "LOG_ADDRESSES is 'some'. Set it to one of prefix, full, none."),
        ({"REQUEST_ID_HEADER": "a b"}, "REQUEST_ID_HEADER is 'a b'. Set it to the name of a header"),
        ({"REQUEST_ID_HEADER": "x-request-id"}, "TRUSTED_PROXIES must name them. Set both."),
        (
            {"DATABASE_DEADLINES": "public=5"},
            "DATABASE_DEADLINES holds 'public=5'. Write deadlines like public=10/2/10",
        ),
        ({"DATABASE_DEADLINES": "owner=5/5/5"}, "a name of public, staff, writing, jobs"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "127.0.0.1"}, "OTEL_EXPORTER_OTLP_ENDPOINT is no address of HTTP."),
        ({"DATABASE_URL": "mysql://u:hidden@h/d"}, "DATABASE_URL is no PostgreSQL address"),
        ({"DATABASE_URL": "localhost"}, "DATABASE_URL is no PostgreSQL address"),
        ({"DATABASE_URL": "postgresql:hidden"}, "DATABASE_URL is no PostgreSQL address"),
        ({"DATABASE_URL": "postgresql://u:hidden@h:port/d"}, "DATABASE_URL is no PostgreSQL address"),
        ({"DATABASE_URL": "postgresql://u:hidden@h:65536/d"}, "DATABASE_URL is no PostgreSQL address"),
        ({"DATABASE_URL": "postgresql://u:hidden@[::1/d"}, "DATABASE_URL is no PostgreSQL address"),
        ({"DATABASE_READ_URL": "replica"}, "DATABASE_READ_URL is no PostgreSQL address"),
        ({"DATABASE_CONNECTIONS": "7"}, "DATABASE_CONNECTIONS is '7'. Set it to a whole number from 8 to 1000"),
        ({"DATABASE_OWNER_URL": "postgresql://owner/d"}, "DATABASE_URL must name the database"),
        ({"DATABASE_READ_URL": "postgresql://replica/d"}, "DATABASE_URL must name its primary"),
        ({"SIMPUL_SECRET": "short"}, "SIMPUL_SECRET is shorter than 32 bytes. Make one:"),
        ({"SIMPUL_SECRET": "k" * 40}, "SIMPUL_SECRET repeats itself. Make one:"),
        ({"SIMPUL_SECRETS": "2:short"}, "SIMPUL_SECRETS is shorter than 32 bytes"),
        (
            {"SIMPUL_SECRETS": f"2:cash:{'hidden'}-0123456789-AbCdEfGhIjK-zyx"},
            "SIMPUL_SECRETS names an unknown purpose",
        ),
        ({"SIMPUL_WORK": "never"}, "SIMPUL_WORK is 'never'. Set it to one of within, apart."),
        ({"SIMPUL_EXECUTION": "magic"}, "SIMPUL_EXECUTION is 'magic'. Set it to one of plans, loaders."),
        ({"CORS_ORIGINS": "portal.example.go.id"}, "CORS_ORIGINS holds 'portal.example.go.id', which is no origin."),
        ({"CORS_ORIGINS": "https://portal.example.go.id/"}, "which is no origin. Write origins like https://"),
        ({"CORS_ORIGINS": "https://portal.example.go.id/pages"}, "is no origin"),
        ({"CORS_ORIGINS": "https://user@portal.example.go.id"}, "is no origin"),
        ({"CORS_ORIGINS": "https://portal.example.go.id:port"}, "is no origin"),
        ({"CORS_ORIGINS": "https://"}, "is no origin"),
        ({"CORS_ORIGINS": "ftp://portal.example.go.id"}, "is no origin"),
        ({"CORS_ORIGINS": "null"}, "is no origin"),
        ({"CORS_ORIGINS": "* https://portal.example.go.id"}, "CORS_ORIGINS holds '*'"),
        ({"PUBLIC_URL": "simpul.example.go.id"}, "PUBLIC_URL is 'simpul.example.go.id', which is no origin."),
        ({"PORTAL_ORIGINS": "*"}, "PORTAL_ORIGINS holds '*', which is no origin."),
        ({"SIGN_IN_SECOND_FACTOR": "off"}, "Set it to one of required, relaxed."),
        ({"ACCESS_MINUTES": "0"}, "ACCESS_MINUTES is '0'. Set it to a whole number from 1 to 60."),
        ({"SESSION_IDLE_DAYS": "ten"}, "SESSION_IDLE_DAYS is 'ten'. Set it to a whole number from 1 to 365."),
        ({"SESSION_MOST_DAYS": "7"}, "SESSION_IDLE_DAYS is longer than SESSION_MOST_DAYS."),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL is 'LOUD'. Set it to one of DEBUG, INFO, WARNING, ERROR."),
    ],
)
def test_a_bad_value_is_named_with_its_remedy(environment: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(environment)
    assert said in str(refused.value)
    assert "hidden" not in str(refused.value)


def test_the_embedded_set_up_makes_a_secret_once_for_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    [secret] = load_secrets(settings)
    assert (len(secret.secret), secret.version) == (64, 1)
    assert load_secrets(settings) == (secret,)
    assert (tmp_path / "data" / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret"]


def test_a_file_of_before_there_were_versions_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(LONG)
    settings = Settings(data=tmp_path)
    assert load_secrets(settings) == load_secrets(Settings(secret=LONG))
    assert load_secrets(with_secrets(settings)) == load_secrets(settings)


def test_other_processes_are_told_which_file_holds_the_secrets(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{ENTRY}\n{LONG}\n")
    complete = with_secrets(Settings(data=tmp_path))
    assert complete == Settings(data=tmp_path, secrets_file=tmp_path / "secret")
    other = load_settings(replace(complete, data=tmp_path / "other", database_url="postgresql://h/d").environment())
    assert load_secrets(other) == load_secrets(Settings(data=tmp_path))
    assert with_secrets(other) == other
    assert LONG not in "".join(complete.environment().values())


def test_a_secret_that_is_set_wins(tmp_path: Path) -> None:
    assert [each.secret for each in load_secrets(Settings(data=tmp_path, secret=LONG))] == [LONG, LONG]
    assert list(tmp_path.iterdir()) == []


def test_a_server_of_ones_own_needs_a_secret_that_all_processes_share(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"SIMPUL_SECRET is not set.*Make one"):
        load_secrets(Settings(data=tmp_path, database_url="postgresql://h/d"))
    assert list(tmp_path.iterdir()) == []


def test_secrets_out_of_reach(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(SettingsError, match=r"file of secrets .* cannot be used .* SIMPUL_SECRET"):
        load_secrets(Settings(data=tmp_path / "data"))


def test_a_file_without_a_good_secret_is_refused(tmp_path: Path) -> None:
    for text in ("", "short", f"{ENTRY}\n{ENTRY}"):
        (tmp_path / "secret").write_text(text)
        with pytest.raises(SettingsError, match=r"file of secrets .* cannot be used: it .* Move it away"):
            load_secrets(Settings(data=tmp_path))


def test_the_environment_is_read_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "PORT", "8123")
    assert load_settings().port == 8123


def test_counters_are_networks() -> None:
    chosen = load_settings({"COUNTER_TABLETS": "192.0.2.0/28, 2001:db8::1"})
    assert [str(network) for network in chosen.exposure.counters] == ["192.0.2.0/28", "2001:db8::1/128"]
    assert load_settings(chosen.environment()).exposure.counters == chosen.exposure.counters
    with pytest.raises(SettingsError, match="COUNTER_TABLETS"):
        load_settings({"COUNTER_TABLETS": "loket 2"})
