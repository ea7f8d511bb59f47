"""One identity provider: what it says of itself, its keys, and the identities that it vouches for."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any

import httpx2
import orjson
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import get_well_known_url
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import JWKRegistry, KeySet

from domain.clocks import Clock
from domain.problems import refuse
from server.signin.oidc.issuers import Issuer, is_safe_address
from server.signin.oidc.pending import Asked

TIMEOUT_SECONDS = 10
LARGEST_DOCUMENT = 262_144
LONGEST_IDENTITY = 200

# Clocks differ.
LEEWAY_SECONDS = 60

# What a provider says of itself holds so long; of its keys, a withdrawn one is forgotten after as long.
KEPT_SECONDS = 3_600
# A token with an unknown key makes us ask for the keys again, but not more often than this.
BETWEEN_FETCHES_SECONDS = 10

_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class Provider:
    """An identity provider, asked when it is needed; what it says is kept for a while."""

    def __init__(self, issuer: Issuer, redirect_uri: str, clock: Clock) -> None:
        self.issuer, self._redirect_uri, self._clock = issuer, redirect_uri, clock
        self._http = httpx2.AsyncClient(timeout=TIMEOUT_SECONDS, follow_redirects=False)
        self._asking = asyncio.Lock()
        self._metadata: tuple[float, Mapping[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None

    async def close(self) -> None:
        """Close what is open to the provider."""
        await self._http.aclose()

    async def authorization_url(self, asked: Asked) -> str:
        """Where the browser goes. Refuses PROVIDER_FAILED."""
        metadata = await self._describe()
        extra = {} if self.issuer.acr is None else {"acr_values": self.issuer.acr}
        async with self._client() as client:
            url, _ = client.create_authorization_url(
                metadata["authorization_endpoint"],
                state=asked.state,
                nonce=asked.nonce,
                code_challenge=create_s256_code_challenge(asked.verifier),
                code_challenge_method="S256",
                **extra,
            )
        return str(url)

    async def identify(self, answer: Mapping[str, str], asked: Asked) -> str:
        """The identity that the provider vouches for, from the parameters with which the browser came back.

        Refuses IDENTITY_REFUSED for what does not hold, and PROVIDER_FAILED.
        """
        metadata = await self._describe()
        self._check_answer(answer, asked, metadata)
        token = await self._fetch_token(metadata["token_endpoint"], answer["code"], asked.verifier)
        claims = await self._verify(token, asked)
        identity = claims.get(self.issuer.claim)
        if not isinstance(identity, str) or not 0 < len(identity) <= LONGEST_IDENTITY:
            raise refuse("IDENTITY_REFUSED", reason=f"no claim {self.issuer.claim}")
        return identity

    def _check_answer(self, answer: Mapping[str, str], asked: Asked, metadata: Mapping[str, Any]) -> None:
        if answer.get("state") != asked.state:
            raise refuse("IDENTITY_REFUSED", reason="state")
        # RFC 9207: an answer of another provider is none of ours.
        named = answer.get("iss")
        promised = metadata.get("authorization_response_iss_parameter_supported") is True
        if (named is not None or promised) and named != self.issuer.issuer:
            raise refuse("IDENTITY_REFUSED", reason="iss")
        if "error" in answer or not answer.get("code"):
            raise refuse("IDENTITY_REFUSED", reason="the provider did not agree")

    async def _fetch_token(self, url: str, code: str, verifier: str) -> Mapping[str, Any]:
        try:
            async with self._client() as client:
                token: Mapping[str, Any] = await client.fetch_token(
                    url, grant_type="authorization_code", code=code, code_verifier=verifier
                )
        except OAuthError as error:
            raise refuse("IDENTITY_REFUSED", reason="code") from error
        except (httpx2.HTTPError, ValueError, TypeError, KeyError) as error:
            raise refuse("PROVIDER_FAILED", reason=type(error).__name__) from error
        if not isinstance(token.get("id_token"), str):
            raise refuse("IDENTITY_REFUSED", reason="id_token")
        return token

    async def _verify(self, token: Mapping[str, Any], asked: Asked) -> Mapping[str, Any]:
        """The claims of an ID token (OpenID Connect Core, 3.1.3.7)."""
        issuer = self.issuer
        options = {
            "iss": {"essential": True, "value": issuer.issuer},
            "aud": {"essential": True, "value": issuer.client_id},
            **({} if issuer.acr is None else {"acr": {"essential": True, "value": issuer.acr}}),
        }
        parameters = {
            "nonce": asked.nonce, "client_id": issuer.client_id, "access_token": token.get("access_token"),
        }  # fmt: skip
        try:
            read = await self._decode(token["id_token"])
            claims = CodeIDToken(read.claims, read.header, options, parameters)
            claims.validate(int(self._clock().timestamp()), LEEWAY_SECONDS)
            verified: Mapping[str, Any] = dict(claims)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            claim = getattr(error, "claim", None) or getattr(error, "error", None) or type(error).__name__
            raise refuse("IDENTITY_REFUSED", reason=f"id_token, {claim}") from error
        return verified

    async def _decode(self, id_token: str) -> jwt.Token:
        keys = await self._fetch_keys(younger_than=KEPT_SECONDS)
        try:
            return jwt.decode(id_token, keys, algorithms=self.issuer.algorithms)
        except InvalidKeyIdError:
            newer = await self._fetch_keys(younger_than=BETWEEN_FETCHES_SECONDS)
            return jwt.decode(id_token, newer, algorithms=self.issuer.algorithms)

    async def _describe(self) -> Mapping[str, Any]:
        async with self._asking:
            if self._metadata is None or time.monotonic() - self._metadata[0] >= KEPT_SECONDS:
                read = await self._read(get_well_known_url(self.issuer.issuer, external=True))
                self._check_metadata(read)
                self._metadata = time.monotonic(), read
            return self._metadata[1]

    def _check_metadata(self, metadata: Mapping[str, Any]) -> None:
        if metadata.get("issuer") != self.issuer.issuer:
            raise refuse("PROVIDER_FAILED", reason="it calls itself by another name")
        local = self.issuer.issuer.startswith("http://")
        for name in _ENDPOINTS:
            if not is_safe_address(metadata.get(name), local=local):
                raise refuse("PROVIDER_FAILED", reason=f"{name} is no https address")

    async def _fetch_keys(self, younger_than: float) -> KeySet:
        metadata = await self._describe()
        async with self._asking:
            if self._keys is None or time.monotonic() - self._keys[0] >= younger_than:
                self._keys = time.monotonic(), read_keys(await self._read(metadata["jwks_uri"]))
            return self._keys[1]

    async def _read(self, url: str) -> Mapping[str, Any]:
        """A JSON object of the provider's. Refuses PROVIDER_FAILED."""
        body = bytearray()
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS), self._http.stream("GET", url) as response:
                response.raise_for_status()
                async for chunk in response.aiter_bytes():
                    body += chunk
                    if len(body) > LARGEST_DOCUMENT:
                        break
            read = orjson.loads(bytes(body)) if len(body) <= LARGEST_DOCUMENT else None
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, ValueError) as error:
            raise refuse("PROVIDER_FAILED", reason=type(error).__name__) from error
        if not isinstance(read, dict):
            raise refuse("PROVIDER_FAILED", reason="no object, or a large one")
        return read

    def _client(self) -> AsyncOAuth2Client:
        issuer = self.issuer
        return AsyncOAuth2Client(
            issuer.client_id,
            issuer.client_secret,
            token_endpoint_auth_method="none" if issuer.client_secret is None else "client_secret_basic",
            scope=" ".join(issuer.scopes),
            redirect_uri=self._redirect_uri,
            timeout=TIMEOUT_SECONDS,
            follow_redirects=False,
        )


def read_keys(document: Mapping[str, Any]) -> KeySet:
    """The keys of a JWK set that we know how to use; others are none (RFC 7517, 5)."""
    given = document.get("keys")
    keys = []
    for each in given if isinstance(given, list) else []:
        try:
            if each.get("use", "sig") == "sig" and each.get("kty") != "oct":
                keys.append(JWKRegistry.import_key(each))
        except (JoseError, ValueError, TypeError, KeyError, AttributeError):
            continue
    return KeySet(keys)
