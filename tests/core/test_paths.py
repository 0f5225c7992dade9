"""Patterns as in a CODEOWNERS file; the rows are those of GitHub's documentation and its traps."""

import pytest

from chatops.core.paths import PathPattern, is_anchored, touched


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("*", ["a", "a/b/c.py", ".env"], []),
        ("*.js", ["a.js", "x/y/a.js"], ["a.jsx", "a.js.map"]),
        ("/build/logs/", ["build/logs/a", "build/logs/x/a"], ["x/build/logs/a", "build/logs"]),
        ("docs/*", ["docs/a.md"], ["docs/x/a.md", "x/docs/a.md"]),
        ("/*", ["a.md"], ["x/a.md"]),
        ("/*.md", ["a.md"], ["x/a.md"]),
        ("apps/", ["apps/a", "x/apps/y/a"], ["apps", "xapps/a"]),
        ("/docs/", ["docs/a", "docs/x/a"], ["x/docs/a"]),
        ("/scripts/", ["scripts/a"], ["x/scripts/a"]),
        ("**/logs", ["logs", "logs/a", "x/y/logs/a"], ["xlogs/a"]),
        ("/apps/github", ["apps/github", "apps/github/a"], ["apps/githubs", "x/apps/github"]),
        ("apps/github", ["apps/github/a"], ["x/apps/github/a"]),
        ("/a/**/b", ["a/b", "a/x/b", "a/x/y/b/c"], ["ab", "a/xb"]),
        ("/a/**", ["a/b", "a/b/c"], ["a", "ab/c"]),
        ("**/*", ["a", "a/b/c"], []),
        ("a?c", ["abc", "x/abc"], ["ac", "a/c", "abbc"]),
        ("app/[id]/*.ts", ["app/[id]/page.ts"], ["app/i/page.ts", "app/d/page.ts"]),
        ("/app/[[...slug]]/", ["app/[[...slug]]/a"], ["app/s/a"]),
        (r"/a\*b", ["a*b"], ["axb", "ab"]),
        (r"/\#notes", ["#notes"], ["notes"]),
        (r"/with\ space", ["with space"], ["with", r"with\ space"]),
        ("/a.b+(c)|d", ["a.b+(c)|d"], ["axb+(c)|d", "d"]),
        ("Makefile", ["Makefile", "x/Makefile"], ["makefile", "Makefile2"]),
        ("/src/", ["./src/a", "/src/a"], ["x/./src/a"]),
    ],
)
def test_a_pattern_means_these_files(pattern: str, yes: list[str], no: list[str]) -> None:
    one = PathPattern(pattern)
    assert [path for path in yes if not one.matches(path)] == []
    assert [path for path in no if one.matches(path)] == []


def test_a_line_end_in_a_name_hides_no_file() -> None:
    assert PathPattern("/src/").matches("src/a\nb")
    assert not PathPattern("/a").matches("a\n")


def test_the_last_match_wins() -> None:
    patterns = (
        PathPattern("/src/"),
        PathPattern("/src/docs/", is_exception=True),
        PathPattern("/src/docs/api.md"),
    )
    rows = {"src/a": True, "src/docs/a.md": False, "src/docs/api.md": True, "other": False}
    assert {path: touched(patterns, [path]) for path in rows} == rows


def test_one_file_that_is_meant_is_enough() -> None:
    patterns = (PathPattern("*"), PathPattern("/docs/", is_exception=True))
    assert touched(patterns, ["docs/a", "src/b"])
    assert not touched(patterns, ["docs/a", "docs/b"])
    assert not touched(patterns, [])


@pytest.mark.parametrize(
    ("text", "anchored"), [("/docs/", True), ("docs/", False), ("/**/docs", False), ("*", False)]
)
def test_an_anchored_pattern_means_one_place(text: str, *, anchored: bool) -> None:
    assert is_anchored(text) is anchored
