"""Which system a link to a repository (a pull request, a commit) is about, by the registry."""

import re
from urllib.parse import urlsplit

from chatops.core.systems import Registry, System

_HOST = re.compile(r"[a-z0-9.-]+\.[a-z]{2,}")


def system_of(link: str, registry: Registry) -> System | None:
    """Return the one system whose repository the link leads into.

    None where no system has it, and where several do: then only the changed files tell.
    """
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    host, path = (parts.hostname or "").lower(), f"{parts.path.lower().strip('/')}/"
    found = [
        system
        for system in registry.systems
        if any(_leads_into(host, path, one) for one in system.repositories)
    ]
    return found[0] if len(found) == 1 else None


def _leads_into(host: str, path: str, repository: str) -> bool:
    """Tell whether the address is inside `owner/name`, `host/owner/name` or a whole address."""
    plain = re.sub(r"^(?:[a-z+]+://)?(?:[^@/]*@)?", "", repository.lower().strip())
    first, _, rest = (
        plain.removesuffix("/").removesuffix(".git").replace(":", "/", 1).partition("/")
    )
    if not first or not rest:
        return False
    if _HOST.fullmatch(first) and "/" in rest:
        return host == first and path.startswith(f"{rest}/")
    return path.startswith(f"{first}/{rest}/")
