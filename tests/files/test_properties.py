"""Whatever a file says, it loads or says why; conditions are compared rightly for any change."""

from contextlib import suppress
from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st

from chatops.core.change import Change
from chatops.core.facts import Facts
from chatops.core.paths import PathPattern
from chatops.core.policy import Documented, Field, Part, SignOffs, When
from chatops.core.refused import Refused
from chatops.core.rules import applicable
from chatops.files.conditions import follows
from chatops.files.mistakes import Unreadable
from chatops.files.policy import policy_of_text
from chatops.files.reach import warnings
from tests import builders as make
from tests.files.examples import CHASING, FULL, organisation

FACTS = organisation()
LINES = (FULL + CHASING).splitlines()
JUNK = st.sampled_from(
    (
        "",
        "null",
        "[]",
        "{}",
        "[[]]",
        "0",
        "-1",
        "1.5",
        "true",
        "''",
        "{a: 1}",
        "[1, x]",
        "é\u202e",
        "|",
    )
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """The full example with lines taken out, doubled, moved, or given another value."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(("out", "twice", "swap", "value", "indent"))):
            case "out":
                del lines[at]
            case "twice":
                lines.insert(at, lines[at])
            case "swap":
                other = draw(st.integers(0, len(lines) - 1))
                lines[at], lines[other] = lines[other], lines[at]
            case "value":
                lines[at] = f"{lines[at].partition(':')[0]}: {draw(JUNK)}"
            case _:
                lines[at] = f"  {lines[at]}"
    return "\n".join(lines)


def told(text: str) -> list[str]:
    """The warnings about the policy of this text, or the mistakes in it."""
    try:
        policy = policy_of_text(text, "policy.yml", FACTS.directory, FACTS.registry)
    except Unreadable as error:
        return list(error.lines) or ["nothing"]
    return [str(one) for one in warnings(policy, FACTS.directory, FACTS.registry, make.NOW)]


@given(damaged())
def test_a_damaged_file_loads_or_says_where_it_is_wrong(text: str) -> None:
    assert all(len(one) > len("policy.yml, line 1: ") for one in told(text))


def some(*values: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.one_of(
        st.just(()), st.lists(st.sampled_from(values), min_size=1, unique=True).map(tuple)
    )


PATTERNS = (PathPattern("src/"), PathPattern("*.sql"), PathPattern("/src/a", is_exception=True))
FULL_WHENS = st.builds(
    When,
    tiers=st.sampled_from(((), (1,), (1, 2))),
    systems=some("checkout", "ledger", "login"),
    tags=some("pci", "core"),
    environments=some("production", "staging"),
    kinds=some("normal", "emergency"),
    risks=some("low", "high"),
    labels=some("a", "b"),
    sources=some("slack", "api", "api:ci"),
    during=some("freeze", "reset"),
    paths=st.lists(st.sampled_from(PATTERNS), max_size=3).map(tuple),
    ai_assisted=st.sampled_from((None, True, False)),
    ai_generated=st.sampled_from((None, True, False)),
    contributor_below=st.sampled_from((None, "mid", "senior", "principal")),
    files_over=st.sampled_from((None, 0, 1)),
    lines_over=st.sampled_from((None, 10, 20)),
)
KEYS = [one.name for one in fields(When)]


def lessened(when: When, kept: list[str]) -> When:
    """Only some of the conditions, so that the rule has a chance to apply."""
    return When(**{name: getattr(when, name) for name in kept})


WHENS = st.builds(lessened, FULL_WHENS, st.lists(st.sampled_from(KEYS), max_size=3, unique=True))
CHANGES = st.builds(
    make.opened,
    st.sampled_from(("ana", "ben", "dan")),
    system=st.sampled_from(("checkout", "ledger")),
    source=st.sampled_from(("slack", "api:ci", "api:other")),
    kind=st.sampled_from(("normal", "emergency")),
    risk=st.sampled_from(("low", "high")),
    labels=st.sampled_from(((), ("a",), ("a", "b"))),
    degree=st.sampled_from(("none", "assisted", "generated")),
    tool=st.just("Copilot"),
    the_commit=st.just(make.commit()),
)


def asked(change: Change, name: str, facts: Facts) -> set[str]:
    """The systems for which the rule applies."""
    found = applicable(change, facts, make.NOW)
    return {system.id for one in found if one.rule.name == name for system in one.systems}


def joined(wide: When, other: When) -> When:
    """Both conditions in one, where they do not speak of the same; it is the narrower one."""
    said = {name: getattr(wide, name) for name in KEYS if getattr(wide, name) not in ((), None)}
    return replace(other, **said)


@given(WHENS, WHENS, CHANGES)
def test_what_follows_applies_wherever_the_other_one_does(
    wide: When, other: When, change: Change
) -> None:
    line = Documented("link", (Field.LINK,))
    windows = (make.window("freeze", systems=("ledger",)), make.window("reset"))
    for narrow in (other, joined(wide, other)):
        rules = (
            make.rule(line, name="all"),
            make.rule(line, name="wide", when=wide),
            make.rule(line, name="narrow", when=narrow),
        )
        facts = replace(FACTS, policy=make.policy(*rules, windows=windows))
        assert narrow is other or follows(wide, narrow, facts.directory, facts.registry)
        if follows(wide, narrow, facts.directory, facts.registry):
            after = asked(change, "narrow", facts)
            assert after <= asked(change, "wide", facts)


SOURCES = st.lists(
    st.sampled_from(("owners", "director", "anyone", "person:eve", "team:identity")),
    min_size=1,
    max_size=3,
    unique=True,
).map(tuple)
LEVELS = st.sampled_from((None, "mid", "senior"))
STICKY = st.sampled_from(((), (Part.TITLE,), (Part.TITLE, Part.LINK)))
STRONG = st.builds(
    SignOffs, st.just("s"), st.integers(1, 2), SOURCES, LEVELS, st.booleans(), STICKY
)
WEAK = st.builds(
    SignOffs, st.just("w"), st.just(1), SOURCES, LEVELS, st.sampled_from((True,)), STICKY
)
SIGNERS = st.lists(st.sampled_from(("ana", "cleo", "eve", "max")), unique=True)


@given(strong=STRONG, weak=WEAK, signers=SIGNERS, revise=st.booleans())
def test_what_adds_nothing_is_met_whenever_the_other_line_is(
    strong: SignOffs, weak: SignOffs, signers: list[str], *, revise: bool
) -> None:
    rules = make.rule(strong, name="strong"), make.rule(weak, name="weak")
    facts = make.facts(the_policy=make.policy(*rules))
    told = [str(one) for one in warnings(facts.rules(), facts.directory, facts.registry)]
    if not any(one.startswith("Rule “weak” adds nothing") for one in told):
        return
    change = make.opened(given=facts)
    for who in signers:
        with suppress(Refused):  # who is not asked does not sign
            change = make.approved_by(change, who, given=facts)
    if revise:
        change = make.revised(change, given=facts, title="Another title")
    leaves = {leaf.name: leaf.met for leaf in make.judged(change, facts).leaves()}
    assert leaves["w"] or not leaves["s"]
