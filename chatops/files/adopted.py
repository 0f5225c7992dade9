"""The adopted policy: its text is in the database, and it is in force whatever the file says.

It is read with today's directory. One that cannot be read any more (a team left the directory)
is a problem like an unreadable file: nothing is approved until it is mended.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from chatops.core.facts import Facts
from chatops.core.policy import Policy
from chatops.core.refused import Refused
from chatops.files.live import DIRECTORY_UNUSABLE
from chatops.files.policy import policy_of_text

NAME = "adopted policy"
_WRONG_DIGEST = (
    "The text that is stored is not the one that was adopted: the database was changed, or "
    "another version of chatops adopted it. Restore the database, or install that version."
)
_NO_TEXT = "Its text is not in the database. Restore the database from a backup."


@dataclass(slots=True)
class AdoptedPolicies:
    """What was read last; any thread may ask."""

    _last: tuple[tuple[str, str], Policy] | None = None

    def in_force(self, digest: str, text_of: Callable[[str], str | None], facts: Facts) -> Facts:
        """Return the facts of the files with the adopted policy in the place of the file's.

        `text_of` gives the stored text of a digest. What is wrong with the directory stays a
        problem; what is wrong with the policy file is none any more.
        """
        problems = tuple(one for one in facts.problems if one.startswith(DIRECTORY_UNUSABLE))
        if problems:
            return replace(facts, policy=None, problems=problems)
        read, last = (digest, facts.directory.digest), self._last
        if last is not None and last[0] == read:
            return replace(facts, policy=last[1], problems=())
        try:
            policy = _policy(digest, text_of(digest), facts)
        except Refused as error:
            told = f"The adopted policy {digest[:12]} cannot be used. {error.sentence}"
            return replace(facts, policy=None, problems=(told,))
        self._last = (read, policy)
        return replace(facts, policy=policy, problems=())


def _policy(digest: str, text: str | None, facts: Facts) -> Policy:
    if text is None:
        raise Refused("tampered", _NO_TEXT)
    policy = policy_of_text(text, NAME, facts.directory, facts.registry)
    if policy.digest != digest:
        raise Refused("tampered", _WRONG_DIGEST)
    return policy
