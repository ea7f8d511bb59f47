"""The secret of services that tests start, and the keys that come of it."""

from domain.master_secrets import read_secrets
from server.signing_keys import derive_keys

SECRET = "a key of this test, longer than thirty-two bytes"
KEYS = derive_keys(read_secrets([], SECRET))
