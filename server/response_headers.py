"""Headers of every answer: what browsers may make of it, and what its client may still spend."""

from resolvers.budgets import Standing

Headers = tuple[tuple[bytes, bytes], ...]

# Answers are data: nothing in them is run, shown in a frame, guessed at, or kept by anybody on the way.
_FIXED: Headers = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
)
CHALLENGE: Headers = ((b"www-authenticate", b'Bearer realm="simpul", error="invalid_token"'),)


def security_headers(hsts: int) -> Headers:
    """What every answer bears; with `hsts`, for how many seconds browsers come back by TLS alone."""
    strict = ((b"strict-transport-security", f"max-age={hsts}; includeSubDomains".encode()),) if hsts else ()
    return (*_FIXED, *strict)


def rate_headers(standing: Standing, retry_after: int) -> Headers:
    """What is left of the client's budget, in the headers that GitHub made usual.

    With `retry_after`, after how many seconds a part of the operation that was refused may be sent again.
    """
    again = ((b"retry-after", b"%d" % retry_after),) if retry_after else ()
    return (
        *again,
        (b"x-ratelimit-limit", b"%d" % standing.limit),
        (b"x-ratelimit-remaining", b"%d" % standing.remaining),
        (b"x-ratelimit-used", b"%d" % standing.used),
        (b"x-ratelimit-reset", b"%d" % standing.reset_at.timestamp()),
    )
