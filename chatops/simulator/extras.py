"""What whoever runs the workspace adds to its page: a clock of theirs, and buttons beside it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from chatops.simulator.inputs import NotPossibleError

if TYPE_CHECKING:
    from chatops.simulator.control.acting import Stage
    from chatops.simulator.json_types import JsonObject


@dataclass(frozen=True)
class Extras:
    """`label` names the clock, which tells Unix seconds; `buttons` do something by their label."""

    label: str
    clock: Callable[[], float]
    buttons: Mapping[str, Callable[[], None]]

    def shown(self) -> "JsonObject":
        """Return what the page draws."""
        return {"label": self.label, "now": self.clock(), "buttons": list(self.buttons)}


class Press(BaseModel):
    """Press the button with this label."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str


def press(stage: "Stage", request: Press) -> "JsonObject":
    """Do it, outside the lock: it may act in the workspace itself."""
    extras = stage.workspace.extras
    button = extras.buttons.get(request.label) if extras else None
    if button is None:
        raise NotPossibleError(f"There is no button “{request.label}” here.")
    button()
    with stage.workspace.changing():
        return {"ok": True}
