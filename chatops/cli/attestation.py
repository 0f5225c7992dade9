"""The file that `chatops gate --attestation` leaves: a fresh attestation, or nothing at all."""

import os
from dataclasses import dataclass
from pathlib import Path

from chatops.cli import say
from chatops.core.gate import Answer, Question
from chatops.core.refused import Refused
from chatops.core.verdict import State
from chatops.files.audit_public import put
from chatops.ledger.attest import is_attestation
from chatops.usecases.attest_change import attest_change
from chatops.usecases.house import House

_BEGINNING = 1000
_MODE = 0o644


@dataclass(frozen=True, slots=True)
class Attestation:
    """The attestation at this path."""

    path: Path

    def remove(self) -> None:
        """Remove an earlier one: whatever happens next, nobody takes it for the new one.

        Raises `Refused("bad_usage")` for a file that is something else.
        """
        if not os.path.lexists(self.path):
            return
        if not self.path.is_file() or not is_attestation(self._beginning()):
            told = f"{self.path} is there and is no attestation. Give --attestation another name."
            raise Refused("bad_usage", told)
        self.path.unlink()

    def made(self, house: House, question: Question, answer: Answer) -> bool:
        """Write it after a yes by approval, complete or not at all; say why there is none.

        False where it should be there and is not.
        """
        if not answer.allowed or answer.state is not State.APPROVED:
            say.note(f"No attestation: {_WHY.get(answer.state, 'the gate says no.')}")
            return True
        try:
            put(
                self.path,
                attest_change(house, question, question.caller).encode(),
                _MODE,
                os.replace,
            )
        except Refused as refused:
            say.error(f"There is no attestation. {refused.sentence}")
            return False
        say.note(f"The attestation is {self.path}.")
        return True

    def _beginning(self) -> str:
        with self.path.open("rb") as file:
            return file.read(_BEGINNING).decode(errors="replace")


_WHY = {
    State.OVERRIDDEN: "the yes is by break-glass, not by approval.",
    State.ERROR: "the gate cannot tell.",
}
