"""Files that the app uploads: asked for, received, shared.

Follows https://docs.slack.dev/messaging/working-with-files#upload
"""

import mimetypes
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatops.simulator.json_types import JsonObject

_OTHER = "application/octet-stream"


@dataclass(frozen=True)
class File:
    """One file; `content` is None until it was received, and nobody sees it until it is shared."""

    id: str
    ticket: str
    name: str
    length: int
    title: str = ""
    content: bytes | None = None
    is_shared: bool = False

    @property
    def mimetype(self) -> str:
        """Return what kind of file its name says it is."""
        return mimetypes.guess_type(self.name)[0] or _OTHER

    def shown(self, base_url: str) -> "JsonObject":
        """Return Slack's file object."""
        address = f"{base_url}files/{self.id}/{self.name}"
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype,
            "filetype": self.name.rpartition(".")[2],
            "size": self.length,
            "url_private": address,
            "url_private_download": address,
        }


@dataclass
class Files:
    """All files by id, also those that were never received or shared."""

    _all: dict[str, File] = field(default_factory=dict)

    def ask(self, name: str, length: int) -> File:
        """Make room for a file of this name and size."""
        number = len(self._all) + 1
        made = File(f"F{number:04d}", f"ticket-{number}", name, length)
        self._all[made.id] = made
        return made

    def find(self, file_id: str) -> File | None:
        """Return a file by id."""
        return self._all.get(file_id)

    def receive(self, ticket: str, content: bytes) -> str | None:
        """Take in the bytes for an upload address; return why not, or None."""
        found = next((one for one in self._all.values() if one.ticket == ticket), None)
        if found is None or found.content is not None:
            return "This address takes no file."
        if len(content) != found.length:
            return f"{len(content)} bytes came, {found.length} were announced."
        self._all[found.id] = replace(found, content=content)
        return None

    def share(self, file: File, title: str) -> File:
        """Let the file be seen; it can be shared once."""
        self._all[file.id] = replace(file, title=title, is_shared=True)
        return self._all[file.id]
