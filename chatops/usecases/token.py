"""Bearer tokens of the HTTP interface: made, listed, revoked, and recognised.

Only the SHA-256 of a token is stored. A token holds 256 random bits, so a slow password hash
would protect nothing (OWASP, Password Storage: for keys with high entropy a fast one is right).
"""

import hashlib
import re

from chatops.core.refused import Refused
from chatops.store.tokens import Token
from chatops.usecases.house import House

PREFIX = "chatops_"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,59}")
_FORM = re.compile(r"chatops_[A-Za-z0-9_-]{43}")


def create_token(
    house: House, name: str, *, token_id: str, random: str, owner: str | None = None
) -> str:
    """Store a token for `name`; return it, the only time it can be seen.

    `random` holds 256 random bits as 43 characters (`secrets.token_urlsafe(32)`); `owner` is the
    person who answers for it. Raises `Refused` for a name that is taken or malformed, and for an
    owner who is not in the directory.
    """
    if not _NAME.fullmatch(name):
        sentence = "Name the token by who will use it: letters, digits and . _ / -, as in ci/shop."
        raise Refused("invalid_input", sentence, field="name")
    secret = PREFIX + random
    if not _FORM.fullmatch(secret):
        raise ValueError("the random part has another form")
    if owner is not None:
        house.facts().directory.get(owner)
    token = Token(token_id, name, house.now(), None, owner)
    with house.store.transaction() as tx:
        tx.add_token(token, token_digest(secret))
    return secret


def list_tokens(house: House) -> tuple[Token, ...]:
    """Return all tokens, oldest first, revoked ones too."""
    with house.store.reading() as reading:
        return reading.tokens()


def revoke_token(house: House, id_or_name: str) -> None:
    """Revoke a token at once; raise `Refused` where there is none to revoke."""
    with house.store.transaction() as tx:
        if not tx.revoke_token(id_or_name, house.now()):
            sentence = f"There is no token “{id_or_name[:80]}” to revoke. `chatops token list`."
            raise Refused("unknown_token", sentence, field="name")


def bearer_of(house: House, digest: str) -> Token | None:
    """Return the token with this digest; None if it is unknown or revoked."""
    with house.store.reading() as reading:
        token = reading.token_by_digest(digest)
    return token if token and token.revoked_at is None else None


def token_digest(secret: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(secret.encode()).hexdigest()
