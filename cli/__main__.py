"""`python -m cli` is `simpul`."""

from cli import main

main()
