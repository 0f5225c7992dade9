"""Events of the audit log itself: its keys, who read it, and what was erased beside it."""

from chatops.core.events_audit import AuditEvent, KeyCreated, KeyRotated, PersonRedacted, TrailRead
from chatops.core.facts import Facts
from chatops.slack.views import rich
from chatops.slack.views.rich import Element
from chatops.slack.views.text import one_line

_NAME = 100


def of_audit(event: AuditEvent, facts: Facts) -> tuple[Element, ...]:
    """Return the sentence."""
    match event:
        case KeyCreated():
            return (rich.text(f"The audit log is sealed with the key {_key(event.key)}."),)
        case KeyRotated():
            before, after = _key(event.before), _key(event.after)
            told = f"From {event.size:,} entries on the audit log is sealed with the key {after}"
            return (rich.text(f"{told}, which {before} handed it over to."),)
        case TrailRead():
            by, what, about = (one_line(one, _NAME) for one in (event.by, event.what, event.about))
            return (rich.text(f"{by} read the audit log: {what} of {about}."),)
        case PersonRedacted():
            by = rich.name(facts.directory, event.by)
            name = rich.name(facts.directory, event.person) if event.person else "somebody"
            return (rich.text(f"{by} had what {name} wrote erased: {event.words:,} texts."),)


def _key(vkey: str) -> str:
    """Return the key's id."""
    return one_line(vkey.split("+")[1] if vkey.count("+") > 1 else vkey, _NAME)
