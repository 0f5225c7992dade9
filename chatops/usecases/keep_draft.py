"""What somebody types into a form is kept until they send it, or for two weeks."""

from datetime import timedelta

from chatops.core.draft import Draft
from chatops.core.text import is_blank
from chatops.usecases.house import House

KEPT = timedelta(days=14)


def keep_draft(house: House, person: str, draft: Draft, *, sent: str, slot: str = "") -> None:
    """Keep the draft of this person (directory id); an empty one only ends an earlier one.

    `slot` is where the form began: empty for a request from nowhere; a message; a revision.
    `sent` is the delivery by which this very form would have been sent: what still arrives of a
    form after that is not kept.
    """
    with house.store.transaction() as tx:
        if _is_empty(draft):
            tx.drop_draft(person, slot)
        else:
            tx.keep_draft(person, draft, house.now(), sent, slot)


def _is_empty(draft: Draft) -> bool:
    """Tell whether nothing was typed and no system chosen."""
    typed = (
        draft.title,
        draft.description,
        draft.link,
        draft.commit,
        draft.tool,
        draft.rollback_plan,
        draft.test_evidence,
        *draft.labels,
    )
    return not draft.systems and all(map(is_blank, typed))
