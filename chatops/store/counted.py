"""The figures of a digest, and the changes behind each by the rows that are counted for it."""

from chatops.core.digest import Count, Figures
from chatops.core.extent import Extent
from chatops.store import figures
from chatops.store.session import Session, Statement

Lists = dict[tuple[Count, str], tuple[str, ...]]
"""By what is counted and by whose name (empty: all): the keys of the changes, oldest first."""

_PATIENT = Statement(
    """SELECT set_config('statement_timeout', '120s', TRUE),
        set_config('random_page_cost', '1.1', TRUE)"""
)
"""Until the transaction ends: nobody waits for a digest as they do for a click, and the changes of
one director are looked up by key, where a whole table would be read otherwise."""


class Counted:
    """What can be counted over an extent in one snapshot."""

    def __init__(self, session: Session, extent: Extent) -> None:
        self._session = session
        self._extent = extent
        if session.dialect == "postgresql":
            session.run(_PATIENT)

    def figures(self) -> Figures:
        """Return every number of the digest."""
        return figures.of(self._session, self._extent)

    def everything(self) -> tuple[Figures, Lists]:
        """Return every number, and the keys behind each; the same rows tell both."""
        return figures.with_lists(self._session, self._extent)

    def lists(self) -> Lists:
        """Return the keys behind every number."""
        return self.everything()[1]
