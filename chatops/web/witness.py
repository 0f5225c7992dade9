"""A witness that is reached over HTTP: each checkpoint is posted to it as plain text."""

from hashlib import sha256

import httpx

from chatops.core.refused import Refused

_SECONDS = 10.0
_TYPE = "text/plain; charset=utf-8"


class WitnessAddress:
    """An address that takes checkpoints; it may hold a secret, and is told to nobody."""

    def __init__(self, url: str) -> None:
        self._url = url

    @property
    def address(self) -> str:
        """Return what tells it from another address."""
        return sha256(self._url.encode()).hexdigest()

    def send(self, note: str) -> None:
        """Post the note; raise `Refused("no_witness")` for any answer but a 2xx."""
        try:
            with httpx.stream(
                "POST",
                self._url,
                content=note.encode(),
                headers={"Content-Type": _TYPE},
                timeout=_SECONDS,
                follow_redirects=False,
            ) as answer:
                status, is_told = answer.status_code, answer.is_success
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _refused(f"cannot be reached: {type(error).__name__}") from None
        if not is_told:
            raise _refused(f"answered {status}")


def _refused(why: str) -> Refused:
    return Refused("no_witness", f"The address of CHATOPS_AUDIT_URL {why}.")
