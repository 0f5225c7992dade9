"""A witness that is reached over HTTP: each checkpoint is posted to it as plain text."""

import asyncio
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
        """Post the note; raise `Refused("no_witness")` for any answer but a 2xx in time."""
        try:
            answer = asyncio.run(self._answer(note))
        except TimeoutError:
            raise _refused(f"did not answer within {_SECONDS:g} seconds") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _refused(f"cannot be reached: {type(error).__name__}") from None
        if not answer.is_success:
            raise _refused(f"answered {answer.status_code}")

    async def _answer(self, note: str) -> httpx.Response:
        """Return the answer without its body; all of it has one deadline, however it trickles."""
        content, headers = note.encode(), {"Content-Type": _TYPE}
        async with (
            asyncio.timeout(_SECONDS),
            httpx.AsyncClient(timeout=None, follow_redirects=False) as client,  # noqa: S113
            client.stream("POST", self._url, content=content, headers=headers) as answer,
        ):
            return answer


def _refused(why: str) -> Refused:
    return Refused("no_witness", f"The address of CHATOPS_AUDIT_URL {why}.")
