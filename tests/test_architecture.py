"""The house rules that import-linter and ruff cannot see."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "chatops").rglob("*.py"))
PARSED = {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}

LONGEST_MODULE = 300
LONGEST_FUNCTION = 30
LISTENER_STATEMENTS = 8


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def callers_of(method: str) -> set[str]:
    return {
        name(path)
        for path, tree in PARSED.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == method
    }


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_modules_and_functions_stay_short_and_say_what_they_are_for(path: Path) -> None:
    tree = PARSED[path]
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_MODULE, f"{lines} lines: split it by noun"
    if path.name != "__main__.py":
        assert ast.get_docstring(tree), "the module does not say what it is for"
    for function in functions(tree):
        length = (function.end_lineno or 0) - function.lineno + 1
        body_doc = ast.get_docstring(function, clean=False) or ""
        length -= len(body_doc.splitlines())
        if "migrations" in path.parts:
            continue  # a list of tables, and never edited again
        assert length <= LONGEST_FUNCTION, f"{function.name} has {length} lines"


SPOKEN = [
    one
    for one in MODULES
    if one.parent.name == "listeners"
    or (
        one.parent.name == "slack"
        and one.stem in {"asking", "courier", "failures", "groups", "reminders"}
    )
]
NEVER_READ = {  # by people in Slack: what stands in for words, programming errors, log lines
    "A reason to follow",
    "waiting for the card",
}


@pytest.mark.parametrize("path", SPOKEN, ids=name)
def test_what_people_read_in_slack_is_written_in_the_views(path: Path) -> None:
    docs = {id(one.value) for one in ast.walk(PARSED[path]) if isinstance(one, ast.Expr)}
    pieces = {
        id(part): part.value
        for node in ast.walk(PARSED[path])
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and id(part) not in docs
    }
    assert {one for one in pieces.values() if one.strip().count(" ") >= 3} <= NEVER_READ


def test_transactions_are_opened_in_use_cases_only() -> None:
    outside = {one for one in callers_of("transaction") if not one.startswith("chatops/usecases/")}
    assert outside == set()


def test_there_is_one_place_that_commits() -> None:
    assert {one for one in callers_of("commit") if "/simulator/" not in one} <= {
        "chatops/store/database.py"
    }


@pytest.mark.parametrize(
    "path",
    [one for one in MODULES if one.parent.name == "usecases" and one.name != "__init__.py"],
    ids=name,
)
def test_a_use_case_file_has_its_function(path: Path) -> None:
    public = [
        node.name
        for node in PARSED[path].body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]
    shared = {"house": [], "read": ["show", "listed", "trail"], "token": None, "doctor": None}
    shared |= {"digest_lists": ["listed", "waiting"]}
    expected = shared.get(path.stem, [path.stem])
    if expected is not None:
        assert [one for one in public if one != "fingerprint"] == expected


def test_listeners_parse_call_and_answer() -> None:
    for path, tree in PARSED.items():
        if path.parent.name != "listeners":
            continue
        for function in functions(tree):
            statements = sum(isinstance(node, ast.stmt) for node in ast.walk(function)) - 1
            assert statements <= LISTENER_STATEMENTS + 1, f"{name(path)}: {function.name}"


def test_everything_caught_at_once_is_caught_at_a_door() -> None:
    doors = {
        name(path)
        for path, tree in PARSED.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id == "Exception"))
    }
    assert doors <= {"chatops/jobs/ticks.py", "chatops/jobs/sender.py", "chatops/slack/app.py"}
