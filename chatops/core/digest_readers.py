"""Who is sent a weekly digest: every director and VP, where a message reaches them."""

from chatops.core.facts import Facts
from chatops.core.organisation import directors
from chatops.core.people import Standing

UNLISTED = "is not in the directory"


def readers(facts: Facts) -> tuple[str, ...]:
    """Return the directory ids of those who are sent theirs, sorted."""
    everybody = directors(facts.registry, facts.directory)
    return tuple(one for one in everybody if obstacle(one, facts) is None)


def unreached(facts: Facts) -> tuple[tuple[str, str], ...]:
    """Return the ids of those who cannot be sent theirs, each with why."""
    everybody = directors(facts.registry, facts.directory)
    found = ((one, obstacle(one, facts)) for one in everybody)
    return tuple((one, why) for one, why in found if why is not None)


def obstacle(person_id: str, facts: Facts) -> str | None:
    """Say why this director (directory id) cannot be sent a digest; None where they can.

    Whom Slack was not asked about yet is sent it: the directory names their account. Guests and
    people of other workspaces are not: it tells of a whole organisation.
    """
    person = facts.directory.find(person_id)
    if person is None:
        return UNLISTED
    if not person.slack_id and not person.bot and person.active:
        return "has no Slack account in the directory"
    why = facts.unfit(person)
    return None if why == Standing.UNKNOWN.reason else why
