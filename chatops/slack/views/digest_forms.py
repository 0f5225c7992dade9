"""The form with which a director attests a week."""

from chatops.core.digest_shown import ShownDigest
from chatops.reports.sealing import in_short
from chatops.slack.views import rich
from chatops.slack.views.blocks import View, context, modal
from chatops.slack.views.digest_groups import summed_up
from chatops.slack.views.forms import words_asked
from chatops.slack.views.ids import Field, Form
from chatops.slack.views.weekly import weekly_of


def attest_form(shown: ShownDigest) -> View:
    """Return the form; it says what exactly is attested."""
    digest = shown.digest
    note = (
        "You say that you looked at this week's changes. It is written to the audit trail for "
        "good, with the digest's own hash and the audit log's checkpoint when that digest was made."
    )
    told = rich.block(
        rich.section(rich.bold(f"Week {digest.week}"), rich.text(f": {summed_up(digest)}")),
        rich.section(rich.text(f"Version {digest.version}, SHA-256 of the digest:")),
        rich.preformatted(shown.hash),
        rich.section(rich.text("The audit log when the digest was made:")),
        rich.preformatted(in_short(shown.checkpoint or "")),
    )
    asked = words_asked(
        Field.REASON, "Note", "What you looked into, what has to follow", optional=True
    )
    metadata = weekly_of(digest).value
    blocks = [told, context(note), asked]
    return modal(
        Form.ATTEST, "Attest a week", blocks, submit="Attest", close="Cancel", metadata=metadata
    )
