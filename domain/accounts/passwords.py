"""What a password must be (NIST SP 800-63B, 5.1.1.2): long, and not what anybody would try first. No composition."""

import re
import string
import unicodedata
from collections.abc import Collection

from domain.problems import refuse

SHORTEST, LONGEST = 12, 128

# What must be left once the words that everybody knows and the person's own are taken out.
_LEAST_OWN, _LEAST_DISTINCT, _SHORTEST_WORD = 6, 5, 3

_LOOKALIKES = str.maketrans("0134578@$!", "oleastbasi")
_NO_LETTERS = re.compile(r"[\W_]+")
_RUNS = ("01234567890", "09876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_SHORTEST_RUN = 4

# The commonest beginnings of passwords, in Indonesian and English, and the words of this very service.
_WORDS = (
    "password passwort passcode katasandi katakunci sandi rahasia secret letmein welcome selamatdatang selamat admin"
    " administrator operator superuser user pengguna login masuk master default test testing percobaan coba qwerty"
    " indonesia merdeka garuda pancasila nusantara jakarta bandung surabaya semarang medan makassar yogyakarta bali"
    " pemda pemkot pemkab pemprov pemerintah dinas kantor pegawai asn pns pppk bkn korpri simpul lapor bismillah"
    " alhamdulillah assalamualaikum sayang cinta iloveyou dragon monkey sunshine princess football superman batman"
    " shadow january februari januari maret april agustus september oktober november desember summer winter"
)
_COMMON = sorted(re.findall("[a-z]+", _WORDS), key=len, reverse=True)


def normalise_password(text: str) -> str:
    """A password in the form in which it is hashed: whatever keyboard wrote it, the same characters."""
    return unicodedata.normalize("NFKC", text)


def check_password(text: str, *path: str, own: Collection[str] = ()) -> str:
    """The password as it is hashed. `own` are the name and the numbers of the person.

    Refuses PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG, and PASSWORD_COMMON for one that holds too little beside common
    words, runs of the keyboard and what is known of the person. No message repeats any of it.
    """
    if len(text) > LONGEST:
        raise refuse("PASSWORD_TOO_LONG", *path, limit=LONGEST)
    password = normalise_password(text)
    if len(password) < SHORTEST:
        raise refuse("PASSWORD_TOO_SHORT", *path, minimum=SHORTEST)
    if len(set(password)) < _LEAST_DISTINCT or _weigh(_own_part(password, own)) < _LEAST_OWN:
        raise refuse("PASSWORD_COMMON", *path)
    return password


def _own_part(password: str, own: Collection[str]) -> str:
    """What is left of a password without what others would guess."""
    left = password.casefold()
    known = [word for text in own for word in (text.casefold(), *_NO_LETTERS.split(text.casefold()))]
    for word in sorted(known, key=len, reverse=True):
        if len(word) >= _SHORTEST_WORD:
            left = left.replace(word, "")
    left = _without_runs(left)
    for word in _COMMON:
        # A word written with digits for letters is the same word.
        left = _cut(left, left, word)
        left = _cut(left, left.translate(_LOOKALIKES), word)
    return left


def _weigh(text: str) -> float:
    """How many characters somebody made up: digits are mostly dates, and signs mostly repeat."""
    signs = {each for each in text if each in string.punctuation}
    digits = sum(each.isdigit() for each in text)
    others = sum(not each.isspace() and not each.isdigit() and each not in signs for each in text)
    return others + digits / 2 + len(signs) / 2


def _cut(text: str, read: str, word: str) -> str:
    """The text without the places where it is read as a word."""
    while (start := read.find(word)) >= 0:
        text, read = (each[:start] + each[start + len(word) :] for each in (text, read))
    return text


def _without_runs(text: str) -> str:
    """The text without neighbours on a keyboard, of the alphabet or among the digits."""
    for run in _RUNS:
        for length in range(len(run), _SHORTEST_RUN - 1, -1):
            for start in range(len(run) - length + 1):
                text = text.replace(run[start : start + length], "")
    return text
