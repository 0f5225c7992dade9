"""A time of day as people write it: 09:00, in quotes or not."""

from datetime import datetime, time
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError


def _o_clock(value: Any) -> time:
    try:
        return datetime.strptime(value, "%H:%M").time()  # noqa: DTZ007 - the zone stands elsewhere
    except (TypeError, ValueError):
        shown = {"value": str(value)[:20]}
        raise PydanticCustomError(
            "clock", '“{value}” is no time of day. Write it as HH:MM, in quotes: "22:00".', shown
        ) from None


OClock = Annotated[time, BeforeValidator(_o_clock)]
