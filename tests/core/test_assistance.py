"""AI assistance, detected on real commits."""

import pytest

from chatops.core.agents import agent_behind, marked_by_line
from chatops.core.assistance import Assistance, Degree, detect
from chatops.core.commit import Signature
from chatops.git.commit import read_commit
from tests import builders as make
from tests.git.repository import Repository

NONE, ASSISTED, GENERATED = Degree


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return Repository(tmp_path_factory.mktemp("agents"))


def found(repository: Repository, message: str, **signed: str) -> Assistance:
    sha = repository.commit(message, **signed)  # type: ignore[arg-type]  # names only
    return detect(read_commit(repository.path, sha))


AGENTS = [
    ("Claude <noreply@anthropic.com>", "Claude"),
    ("Claude Opus 4.5 <noreply@anthropic.com>", "Claude"),
    ("claude[bot] <41898282+claude[bot]@users.noreply.github.com>", "Claude"),
    (
        "copilot-swe-agent[bot] <198982749+copilot-swe-agent[bot]@users.noreply.github.com>",
        "GitHub Copilot",
    ),
    ("Copilot <198982749+Copilot@users.noreply.github.com>", "GitHub Copilot"),
    ("Copilot <223556219+Copilot@users.noreply.github.com>", "GitHub Copilot"),
    ("Cursor Agent <cursoragent@cursor.com>", "Cursor"),
    ("Codex <noreply@openai.com>", "Codex"),
    (
        "Codex <199175422+chatgpt-codex-connector[bot]@users.noreply.github.com>",
        "Codex",
    ),
    ("Devin AI <158243242+devin-ai-integration[bot]@users.noreply.github.com>", "Devin"),
    ("google-labs-jules[bot] <161369871+google-labs-jules[bot]@users.noreply.github.com>", "Jules"),
    ("Amp <amp@ampcode.com>", "Amp"),
    ("openhands <openhands@all-hands.dev>", "OpenHands"),
    ("aider (gpt-5) <aider@aider.chat>", "Aider"),
    ("Windsurf Cascade <cascade@windsurf.ai>", "Windsurf"),
    ("kiro-agent <244629292+kiro-agent@users.noreply.github.com>", "Kiro"),
    ("opencode <noreply@opencode.ai>", "opencode"),
]
HUMANS = [
    "Claude Dioudonnat <claude@dioudonnat.example>",
    "Claude <claude@example.com>",
    "Devin Booker <devin@example.com>",
    "Devin <devin@example.com>",
    "Jules Verne <jules@example.com>",
    "Jules <jules@example.com>",
    "Gemini <gemini@example.com>",
    "Amp Fiddler <amp@example.com>",
    "Jane Doe <jane@openai.com>",
    "Boris <boris@anthropic.com>",
    "Michael <michael@cursor.com>",
    "Claude Lee <81+claudelee@users.noreply.github.com>",
    "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>",
    "GitHub <noreply@github.com>",
]


@pytest.mark.parametrize(("identity", "tool"), AGENTS)
def test_an_agent_is_known_as_author_and_as_co_author(
    repository: Repository, identity: str, tool: str
) -> None:
    dan = "Dan <dan@example.com>"
    written = found(repository, "Do it", author=identity, committer=dan)
    assert (written.degree, written.tool) == (GENERATED, tool)
    helped = found(repository, f"Do it\n\nCo-authored-by: {identity}")
    assert (helped.degree, helped.tool) == (ASSISTED, tool)
    committed = found(repository, "Do it", author=dan, committer=identity)
    assert (committed.degree, committed.tool) == (ASSISTED, tool)


@pytest.mark.parametrize("identity", HUMANS)
def test_a_human_or_another_bot_is_no_agent(repository: Repository, identity: str) -> None:
    message = f"Do it\n\nCo-authored-by: {identity}\nReviewed-by: {identity}"
    assert found(repository, message, author=identity).degree is NONE
    assert agent_behind(identity.partition("<")[2].rstrip(">")) is None


@pytest.mark.parametrize(
    ("message", "degree", "tool"),
    [
        ("A\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)", 2, "Claude Code"),
        ("A\n\n🤖 Generated with [Something New](https://x.example)", 2, "Something New"),
        ("A\n\nGenerated with GitHub Copilot", 2, "GitHub Copilot"),
        ("A\n\nMade with [Cursor](https://cursor.com)", 2, "Cursor"),
        ("A\n\nMade-with: Cursor", 1, "Cursor"),
        ("A\n\nGenerated-by: Claude Code 2.1", 2, "Claude Code 2.1"),
        ("A\n\nAI-Assisted-By: our own model", 1, "our own model"),
        ("A\n\nAssisted-by: Codex:gpt-5", 1, "Codex:gpt-5"),
        ("A\n\nAssisted-by: inhouse:model-7", 1, "inhouse:model-7"),
        ("A\n\nClaude-Session: https://claude.ai/code/session_01", 1, "Claude"),
        ("A\n\nAmp-Thread-ID: https://ampcode.com/threads/T-1", 1, "Amp"),
        ("A\n\nReplit-Commit-Author: Agent", 2, "Replit Agent"),
        ("A\n\nCo-authored-by: Claude Sonnet <model@vendor.invalid>", 1, "Claude"),
        ("A\n\nCo-authored-by: Claude <noreply@anthropic.com>\n\nA last paragraph.", 1, "Claude"),
    ],
)
def test_a_mark_in_the_message_tells(
    repository: Repository, message: str, degree: int, tool: str
) -> None:
    assistance = found(repository, message)
    assert (assistance.degree, assistance.tool) == (Degree(degree), tool)
    assert assistance.evidence


@pytest.mark.parametrize(
    "message",
    [
        "Generated with protoc",
        "A\n\nGenerated by protoc 3.2\n",
        "A\n\nGenerated with openapi-generator\n",
        "A\n\nCreated by Claude Dupont",
        "A\n\nAssisted-by: Daniel Gustafsson",
        "A\n\nAssisted-by: Claude Dupont <cd@example.com>",
        "Document how Copilot and Claude commit",
        "A\n\nThe page was generated with care: see Claude Code.",
        "A\n\nGenerated-by:",
        "A\n\nReplit-Commit-Author: Dan",
    ],
)
def test_ordinary_messages_tell_nothing(repository: Repository, message: str) -> None:
    assert found(repository, message) == Assistance()


def test_a_person_marked_by_aider_stays_a_person(repository: Repository) -> None:
    assistance = found(repository, "A", author="Dan (aider) <dan@example.com>")
    assert (assistance.degree, assistance.tool) == (GENERATED, "Aider")
    assert agent_behind("dan@example.com") is None


def test_a_tool_s_name_hides_nobody() -> None:
    commit = make.commit(trailers=(("Co-authored-by", "Claude Code <dan@example.com>"),))
    change = make.opened("ben", the_commit=commit)
    assert change.assistance.tool == "Claude"
    assert [one.email for one in change.contributors if not one.agent][-1] == "dan@example.com"


def test_what_was_detected_overrides_none_and_stays(repository: Repository) -> None:
    sha = repository.commit("A\n\nCo-authored-by: Claude <noreply@anthropic.com>")
    commit = read_commit(repository.path, sha)
    change = make.opened("dan", the_commit=commit, degree="none", commit=sha)
    assert change.assistance == Assistance(ASSISTED, "Claude", "co-author Claude")
    later = make.revised(change, "dan", commit="c" * 40, degree="none")
    assert later.assistance.degree is ASSISTED


def test_the_higher_degree_stands(repository: Repository) -> None:
    message = "A\n\n🤖 Generated with Claude\n\nCo-authored-by: Codex <noreply@openai.com>"
    assert found(repository, message).degree is GENERATED
    assert (
        Signature("Codex", "noreply@openai.com") in read_commit(repository.path, "HEAD").co_authors
    )


@pytest.mark.parametrize("body", ["\n" * 100_000, "- \n" * 33_000, "-" * 100_000])
def test_a_long_message_of_anything_is_searched_in_no_time(body: str) -> None:
    """A pattern that runs over line ends would take minutes here."""
    assert marked_by_line(body) is None
