"""Faults on demand: the next calls of a method fail the way a test or a person asked for."""

from collections import deque
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Fault(BaseModel):
    """What happens instead of, before or after the next `times` calls of `method`.

    `error` is answered with ok false, `status` as a bare HTTP status, `retry_after` as 429,
    `delay` holds the call for some seconds; `drop_after` performs the call and then breaks the
    connection without an answer, so that the caller cannot know.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    method: str
    error: str | None = None
    status: int | None = Field(default=None, ge=100, le=599)
    retry_after: int | None = Field(default=None, ge=0)
    delay: float = Field(default=0.0, ge=0)
    drop_after: bool = False
    times: int = Field(default=1, ge=1)

    @model_validator(mode="after")
    def _does_something(self) -> "Fault":
        if not (self.error or self.status or self.delay or self.drop_after) and (
            self.retry_after is None
        ):
            raise ValueError("name one of error, status, retry_after, delay, drop_after")
        return self


@dataclass
class Faults:
    """The faults still to come, per method, in the order they were asked for."""

    _waiting: dict[str, deque[Fault]] = field(default_factory=dict)

    def add(self, fault: Fault) -> None:
        """Let the next calls of the method fail."""
        self._waiting.setdefault(fault.method, deque()).extend([fault] * fault.times)

    def take(self, method: str) -> Fault | None:
        """Return what this very call has to suffer, and forget it."""
        waiting = self._waiting.get(method)
        return waiting.popleft() if waiting else None
