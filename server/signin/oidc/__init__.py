"""Signing in through identity providers: OpenID Connect, by authorization codes with PKCE, a state and a nonce."""
