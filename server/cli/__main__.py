"""`python -m server.cli` is `simpul`."""

from server.cli import main

main()
