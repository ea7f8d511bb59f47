"""How long a test waits for another program before it calls that stuck: long enough for the busiest machine."""

SECONDS = 900
