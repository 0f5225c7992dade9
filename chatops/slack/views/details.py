"""Details: everything that was submitted and decided, however long, in pages of one modal.

A modal holds 100 blocks and 250 kB (https://docs.slack.dev/surfaces/modals); a page stays far
below both, so that it opens fast.
"""

from collections.abc import Iterator
from datetime import datetime

from chatops.core.change import Change
from chatops.core.contributor import Contributor
from chatops.core.evaluate import is_over
from chatops.core.facts import Facts
from chatops.core.incident import Incident
from chatops.core.schedule import coming
from chatops.core.text import is_blank
from chatops.core.verdict import Verdict
from chatops.reports.coming import coming_words
from chatops.reports.verdicts import is_done, sentence_of
from chatops.slack.views import rich
from chatops.slack.views.blocks import Block, View, actions, button, context, header, modal
from chatops.slack.views.card import announced, lines_of
from chatops.slack.views.changed import changed_since
from chatops.slack.views.checks import check_line, newest
from chatops.slack.views.ending import cancellation, deployments, hand_overs, incidents
from chatops.slack.views.fit import MOST, fitted, to_read
from chatops.slack.views.history import debts, decisions_so_far, declarations, quoted, unreachable
from chatops.slack.views.ids import Action, Form, Target
from chatops.slack.views.own import own_actions
from chatops.slack.views.questions import questions
from chatops.slack.views.rich import Part
from chatops.slack.views.summary import size, summary
from chatops.slack.views.text import chunks, one_line
from chatops.slack.views.words import headline, line_mark

_PIECE = 2900  # characters of one text
_PAGE_BLOCKS, _PAGE_TEXT = 40, 4_000  # so much text fits on any page, whatever stands above it
_TURNING = 100  # the text below a page, of which there are several
_ROWS = 25  # lines of the verdict in one block


def details(
    change: Change,
    verdict: Verdict,
    facts: Facts,
    now: datetime,
    *,
    viewer: str,
    page: int = 1,
    history: tuple[Incident, ...] = (),
) -> View:
    """Return one page of Details as `viewer` (a directory id) may act on it at `now`.

    `history` are incidents of the change's systems, the newest first.
    """
    top = [
        header(headline(change, verdict)),
        *(rich.block(part) for part in announced(change, facts, now)),
        *_changed(change, viewer),
        *own_actions(change, verdict, facts, now, viewer=viewer),
    ]
    top = fitted(top, MOST - _PAGE_TEXT)
    everything = _everything(change, verdict, facts, now, viewer=viewer, history=history)
    pages = paginated(list(everything), MOST - to_read(top))
    number = min(max(page, 1), len(pages))
    blocks = [*top, *pages[number - 1], *_turning(change, number, len(pages))]
    target = Target(change.key, change.present.number, number)
    return modal(Form.DETAILS, change.key, blocks, metadata=target.value)


def paginated(blocks: list[Block], room: int) -> list[list[Block]]:
    """Return the blocks in pages of so much text; no page is empty."""
    pages: list[list[Block]] = [[]]
    used, most = 0, room - _TURNING
    for block in blocks:
        (fit,) = fitted([block], most)
        size = to_read([fit])
        if pages[-1] and (used + size > most or len(pages[-1]) >= _PAGE_BLOCKS):
            pages.append([])
            used = 0
        pages[-1].append(fit)
        used += size
    return pages


def _changed(change: Change, viewer: str) -> Iterator[Block]:
    parts = tuple(changed_since(change, viewer))
    if parts:
        yield rich.block(*parts)


def _turning(change: Change, number: int, last: int) -> Iterator[Block]:
    if last == 1:
        return
    yield context(f"Page {number} of {last}")
    turns = ((Action.TURN_BACK, "Previous", number - 1), (Action.TURN_ON, "Next", number + 1))
    yield actions(
        *(
            button(label, action, Target(change.key, change.present.number, goal).value)
            for action, label, goal in turns
            if 1 <= goal <= last
        )
    )


def _everything(
    change: Change,
    verdict: Verdict,
    facts: Facts,
    now: datetime,
    *,
    viewer: str,
    history: tuple[Incident, ...],
) -> Iterator[Block]:
    yield from cancellation(change, facts)
    yield from _summed_up(change, facts)
    yield from _judged(change, verdict, facts, now)
    yield from questions(change, facts, viewer)
    yield from _so_far(change, facts)
    yield from _submitted(change, facts)
    yield from incidents(history, facts, now)
    yield from _identity(change)


def _summed_up(change: Change, facts: Facts) -> Iterator[Block]:
    title = change.present.documentation.title
    yield rich.block(summary(change, facts))
    if one_line(title, 300) != title:  # the summary does not show it as it is
        yield from _long("Title", title)


def _judged(change: Change, verdict: Verdict, facts: Facts, now: datetime) -> Iterator[Block]:
    yield from _verdict(change, verdict)
    yield from unreachable(change)
    yield from _next(change, facts, now)
    yield from debts(change, facts, now)
    yield from _checks(change, now)


def _next(change: Change, facts: Facts, now: datetime) -> Iterator[Block]:
    """Yield what time alone will do next; of what is over nothing is awaited."""
    found = coming(change, facts, now)
    if found.what is None and is_over(change, now):
        return
    before, after = coming_words(found, lambda one: rich.name(facts.directory, one))
    moment = (rich.moment(found.at),) if found.at else ()
    yield rich.block(rich.section(rich.text(before), *moment, rich.text(after)))


def _so_far(change: Change, facts: Facts) -> Iterator[Block]:
    yield from decisions_so_far(change, facts)
    yield from hand_overs(change, facts)
    yield from declarations(change, facts)
    yield from deployments(change, facts)


def _submitted(change: Change, facts: Facts) -> Iterator[Block]:
    written = change.present.documentation
    yield from _long("What and why", written.description)
    yield from _long("Rollback plan", written.rollback_plan)
    yield from _long("Test evidence", written.test_evidence)
    yield from _long("Link", written.link)
    yield from _contributors(change, facts)
    yield from _files(change)


def _long(label: str, text: str) -> Iterator[Block]:
    if is_blank(text):
        yield rich.block(rich.section(rich.bold(label), rich.text(": not given")))
        return
    yield rich.block(rich.section(rich.bold(label)))
    yield from quoted(text)


def _verdict(change: Change, verdict: Verdict) -> Iterator[Block]:
    told = rich.sentence(one_line(sentence_of(change, verdict), _PIECE), bold=True)
    yield rich.block(rich.section(*told))
    if is_done(change, verdict):
        return
    rows = [row for part in verdict.parts for row in _tree(part, 0)]
    group: list[Part] = []
    for row in rows:
        if group and (len(group) >= _ROWS or to_read([*group, row]) > _PIECE):
            yield rich.block(*group)
            group = []
        group.append(row)
    if group:
        yield rich.block(*group)


def _tree(verdict: Verdict, depth: int) -> Iterator[Part]:
    sentence = rich.sentence(f"  {one_line(verdict.sentence, 1000)}")
    yield rich.bullets([rich.section(rich.bold(line_mark(verdict)), *sentence)], indent=depth)
    for part in verdict.parts:
        yield from _tree(part, depth + 1)


def _checks(change: Change, now: datetime) -> Iterator[Block]:
    runs = newest(change)
    if runs:
        title = rich.bold(f"Checks of revision {change.present.number}")
        yield rich.block(rich.section(title))
    for one in runs:
        told = rich.section(rich.text(one_line(one.summary, _PIECE)))
        yield rich.block(check_line(one, now), *((told,) if one.summary else ()))


def _contributors(change: Change, facts: Facts) -> Iterator[Block]:
    yield rich.block(rich.section(rich.bold("Contributors (they cannot approve)")))
    roles: dict[str, list[str]] = {}
    for one in change.contributors:
        roles.setdefault(_contributor(one, facts), []).append(one.role.value)
    lines = "\n".join(f"• {who}: {', '.join(found)}" for who, found in roles.items())
    for piece in chunks(lines, _PIECE):
        yield rich.block(rich.section(rich.text(piece)))


def _contributor(one: Contributor, facts: Facts) -> str:
    found = facts.directory.person_behind(one)
    if found:
        return f"{one_line(found.name, 80)}, {one_line(found.level.name, 60)}"
    kind = "AI agent" if one.agent else "not in the directory"
    return f"{one_line(one.shown, 300)}, {kind}"


def _files(change: Change) -> Iterator[Block]:
    files = change.present.files
    if files is None:
        note = "Files: nobody read the commit, so nobody knows which files it touches."
        yield rich.block(rich.section(rich.text(note)))
        return
    yield rich.block(rich.section(rich.bold(f"Files: {size(change.present)}")))
    lines = "\n".join(f"{lines_of(one)}  {one_line(one.path, 1000)}" for one in files)
    for piece in chunks(lines or "The commit touches none.", _PIECE):
        yield rich.block(rich.preformatted(piece))


def _identity(change: Change) -> Iterator[Block]:
    present = change.present
    yield rich.block(rich.section(rich.bold("Commit")))
    yield rich.block(rich.preformatted(one_line(present.commit, _PIECE)))
    yield rich.block(rich.section(rich.bold(f"Digest of revision {present.number} (SHA-256)")))
    yield rich.block(rich.preformatted(present.digest))
