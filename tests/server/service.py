"""`python -m tests.server.service`: what `simpul serve` serves, by the clock of the tests."""

import sys

from server import serving
from server.settings import load_settings
from tests import clock


def announce(url: str) -> None:
    """Say where the service is."""
    print(f"Ready: {url}", file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    serving.serve(load_settings(), 1, announce, clock.begin())
