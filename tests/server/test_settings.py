"""What the environment may say, and what is answered when it says nonsense."""

import os
from pathlib import Path

import pytest

from server.settings import Settings, SettingsError, load_settings
from server.signing_keys import load_secret

LONG = "k" * 40


def test_nothing_set_is_the_embedded_server_on_the_own_machine() -> None:
    settings = load_settings({})
    assert settings == Settings()
    assert (settings.database_url, settings.host, settings.port) == (None, "127.0.0.1", 8000)
    assert settings.data.name == ".simpul"
    assert (settings.data.parent / "pyproject.toml").is_file()


def test_everything_set() -> None:
    environment = {
        "DATABASE_URL": "postgres://u:p@primary/simpul",
        "DATABASE_READ_URL": "postgresql://u:p@replica/simpul",
        "HOST": "0.0.0.0",
        "PORT": "0",
        "SIMPUL_SECRET": LONG,
        "SIMPUL_DATA": "/srv/simpul",
        "LOG_LEVEL": "warning",
        "SIMPUL_WORK": "Apart",
        "CORS_ORIGINS": " https://portal.example.go.id, http://[::1]:3000 ",
        "LOG_FORMAT": "JSON",
        "LOG_ADDRESSES": "none",
        "REQUEST_ID_HEADER": "X-Request-Id",
        "METRICS_HOST": "0.0.0.0",
        "METRICS_PORT": "9464",
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318/",
        "STOP_SECONDS": "7",
    }
    settings = load_settings(environment)
    assert settings == Settings(
        database_url="postgresql://u:p@primary/simpul",
        read_url="postgresql://u:p@replica/simpul",
        host="0.0.0.0",
        port=0,
        secret=LONG,
        data=Path("/srv/simpul"),
        log_level="WARNING",
        works=False,
        cors_origins=("https://portal.example.go.id", "http://[::1]:3000"),
        log_format="json",
        log_addresses="none",
        request_id_header="x-request-id",
        metrics_host="0.0.0.0",
        metrics_port=9464,
        traces_url="http://127.0.0.1:4318",
        stop_seconds=7,
    )
    assert load_settings(settings.environment()) == settings, "another process is set alike"


def test_an_empty_variable_counts_as_unset() -> None:
    assert load_settings({"PORT": "", "DATABASE_URL": " ", "LOG_LEVEL": ""}) == Settings()


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"PORT": "http"}, "PORT is 'http'. Set it to a number"),
        ({"PORT": "65536"}, "PORT is '65536'. Set it to a number from 0 to 65535."),
        ({"PORT": "-1"}, "PORT is '-1'"),
        ({"PORT": "٨"}, "PORT is '٨'"),
        ({"METRICS_PORT": "x"}, "METRICS_PORT is 'x'. Set it to a number from 0 to 65535."),
        ({"STOP_SECONDS": "3601"}, "STOP_SECONDS is '3601'. Set it to a number from 0 to 3600."),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT is 'xml'. Set it to one of text, json."),
        ({"LOG_ADDRESSES": "some"}, "LOG_ADDRESSES is 'some'. Set it to one of prefix, full, none."),
        ({"REQUEST_ID_HEADER": "a b"}, "REQUEST_ID_HEADER is 'a b'. Set it to the name of a header"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "127.0.0.1"}, "OTEL_EXPORTER_OTLP_ENDPOINT is no address of HTTP."),
        ({"DATABASE_URL": "mysql://u:hidden@h/d"}, "DATABASE_URL is no PostgreSQL address"),
        ({"DATABASE_URL": "localhost"}, "DATABASE_URL is no PostgreSQL address"),
        ({"DATABASE_READ_URL": "replica"}, "DATABASE_READ_URL is no PostgreSQL address"),
        ({"DATABASE_READ_URL": "postgresql://replica/d"}, "DATABASE_URL must name its primary"),
        ({"SIMPUL_SECRET": "short"}, "SIMPUL_SECRET is shorter than 32 bytes. Make one:"),
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
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL is 'LOUD'. Set it to one of DEBUG, INFO, WARNING, ERROR."),
    ],
)
def test_a_bad_value_is_named_with_its_remedy(environment: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(environment)
    assert said in str(refused.value)
    assert "hidden" not in str(refused.value)


def test_the_embedded_set_up_makes_a_key_once_for_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    secret = load_secret(settings)
    assert len(secret) >= 32
    assert load_secret(settings) == secret
    assert (tmp_path / "data" / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret"]


def test_a_key_that_is_set_wins(tmp_path: Path) -> None:
    assert load_secret(Settings(data=tmp_path, secret=LONG)) == LONG
    assert list(tmp_path.iterdir()) == []


def test_a_server_of_ones_own_needs_a_key_that_all_processes_share(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"SIMPUL_SECRET is not set.*Make one"):
        load_secret(Settings(data=tmp_path, database_url="postgresql://h/d"))
    assert list(tmp_path.iterdir()) == []


def test_a_key_out_of_reach(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(SettingsError, match=r"signing key .* cannot be used .* SIMPUL_SECRET"):
        load_secret(Settings(data=tmp_path / "data"))


def test_the_environment_is_read_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "PORT", "8123")
    assert load_settings().port == 8123
