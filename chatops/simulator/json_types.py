"""The shape of JSON as it arrives from and leaves to an app: checked by code, not by types."""

from typing import Any, TypeAlias

JsonObject: TypeAlias = dict[str, Any]
