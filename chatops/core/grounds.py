"""Whether an approval follows from what people said, as the log alone tells it.

Of those who count there are at least as many as the policy asks for whatever else it says
(`core/least.py`): different people, who approve the present revision not too long ago, contributed
to none, and took nothing back. No rejection stands that nobody lifted.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from chatops.core.decision import Verb, standing
from chatops.core.least import Least
from chatops.core.projection import Claim, Word


def unfounded(claim: Claim, contributors: Collection[str], least: Least) -> str | None:
    """Say why the claim does not follow; None where it does.

    `contributors` are the ids of everybody who is known to have touched any revision by then.
    """
    said: dict[str, list[Word]] = {}
    for word in claim.words:
        said.setdefault(word.person, []).append(word)
    words = [last for one in said.values() if (last := standing(one))]
    lifted = {one.lifts for one in claim.words if one.verb is Verb.LIFT}
    for word in words:
        if word.verb is Verb.REJECT and word.number not in lifted:
            return f"decision {word.number}, a rejection by {word.person}, stands against it"
    signed = [one.person for one in words if _counts(one, claim, contributors, least)]
    if len(signed) >= least.people:
        return None
    names = f" ({', '.join(signed)})" if signed else ""
    asked = "person has" if least.people == 1 else "people have"
    return (
        f"{least.people} {asked} to approve revision {claim.revision} at least, and the entries "
        f"tell of {len(signed)}{names}"
    )


def _counts(word: Word, claim: Claim, contributors: Collection[str], least: Least) -> bool:
    if word.verb is not Verb.APPROVE or word.person in contributors or _is_old(word, claim, least):
        return False
    return word.revision == claim.revision or (least.sticky and word.revision < claim.revision)


def _is_old(word: Word, claim: Claim, least: Least) -> bool:
    """Tell whether the approval had ended by then; the moment itself is too late."""
    if least.seconds is None or not claim.at:
        return False
    ends = datetime.fromisoformat(word.at) + timedelta(seconds=least.seconds)
    return datetime.fromisoformat(claim.at) >= ends
