"""A channel reads of a change only what it may see; the numbers stay."""

from chatops.core.digest_veiled import VEILED, named_in, veiled
from tests.slack.weekly_samples import FULL


def test_who_is_named_is_who_something_is_told_of() -> None:
    assert named_in(FULL) == {"CR-3", "CR-7", "CR-12", "CR-19"}


def test_what_is_not_seen_has_neither_key_nor_words() -> None:
    told = veiled(FULL, {"CR-7"}).figures
    assert [(one.key, one.why) for one in told.rejected] == [
        ("CR-7", "No rollback for the migration"),
        (VEILED, ""),
    ]
    assert [(one.key, one.why) for one in told.broken] == [(VEILED, "")]
    assert {one.key for one in told.unpaid} == {VEILED}
    assert told.figures == FULL.figures.figures
    assert veiled(FULL, named_in(FULL)) == FULL
