"""`chatops policy check`, `show` and `adopt` as they are typed."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal

ADOPT = ("policy", "adopt", "policy.yml", "--as", "ada", "--why", "Agreed.")
BY_TWO = "\npolicy_changes: {system: checkout, environment: production}\n"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def ask_for_three(terminal: Terminal, name: str = "policy.yml") -> None:
    text = (terminal.folder / "policy.yml").read_text(encoding="utf-8")
    stricter = text.replace("sign_offs: 2", "sign_offs: 3")
    (terminal.folder / name).write_text(stricter, encoding="utf-8")


def by_two(terminal: Terminal) -> None:
    edit(terminal.folder / "policy.yml", "\nrules:", f"{BY_TWO}\nrules:")


class TestCheck:
    """A file is sound (0), not sound (1), or cannot be looked at (2)."""

    def test_a_sound_one(self, terminal: Terminal) -> None:
        seen = terminal.types("policy", "check")
        assert (seen.code, seen.out.startswith("policy.yml: 2 rules, digest ")) == (0, True)
        told = terminal.types("policy", "check", "--json").json
        assert (told["warnings"], told["in_force"]) == ([], None)

    def test_a_rule_that_cannot_be_met_is_a_warning_with_its_line(self, terminal: Terminal) -> None:
        edit(terminal.folder / "policy.yml", "sign_offs: 2", "sign_offs: 9")
        seen = terminal.types("policy", "check")
        assert seen.code == 0
        assert "warning: policy.yml, line " in seen.out
        assert "“owners” of rule “two-person review” can never be met" in seen.out

    def test_mistakes_are_told_with_their_lines(self, terminal: Terminal) -> None:
        path = terminal.folder / "other.yml"
        path.write_text("version: 1\nexpires_after: 7 days\nrulez: []\n", encoding="utf-8")
        seen = terminal.types("policy", "check", "other.yml")
        assert seen.code == 1
        assert seen.err.splitlines() == [
            "error: other.yml, line 1: “rules” is missing. Add it.",
            "error: other.yml, line 3: Unknown key “rulez”. Did you mean “rules”?",
        ]
        told = terminal.types("policy", "check", "other.yml", "--json")
        assert (told.code, [one["line"] for one in told.json["errors"]]) == (1, [1, 3])

    def test_what_cannot_be_looked_at(self, terminal: Terminal) -> None:
        seen = terminal.types("policy", "check", "none.yml")
        assert (seen.code, "There is no file none.yml." in seen.err) == (2, True)
        (terminal.folder / "directory.yml").write_text("version: 1\n", encoding="utf-8")
        seen = terminal.types("policy", "check")
        assert (seen.code, seen.err.startswith("error: directory.yml, line 1")) == (2, True)

    def test_it_makes_no_database(self, terminal: Terminal) -> None:
        assert terminal.types("policy", "check").code == 0
        assert not (terminal.folder / "data").exists()

    def test_a_database_that_is_away_does_not_keep_a_file_from_being_checked(
        self, terminal: Terminal
    ) -> None:
        url = "postgresql+psycopg://x@127.0.0.1:1/x"
        terminal.environment.setenv("CHATOPS_DATABASE_URL", url)
        seen = terminal.types("policy", "check")
        assert seen.code == 0
        assert "The database did not tell which policy is in force." in seen.err

    def test_a_file_that_is_not_in_force_says_so(self, terminal: Terminal) -> None:
        terminal.types(*ADOPT, "--yes")
        ask_for_three(terminal)
        seen = terminal.types("policy", "check")
        assert seen.code == 0
        assert "In force: policy " in seen.out
        mend = "This file has no say until it is adopted: chatops policy adopt policy.yml --as"
        assert mend in seen.out
        told = terminal.types("policy", "check", "--json").json
        assert told["in_force"]["by"] == "ada"
        assert told["in_force"]["digest"] != told["digest"]


class TestShow:
    """What is printed can be saved as a file, and is the policy in force then."""

    def test_before_any_adoption_it_is_the_file(self, terminal: Terminal) -> None:
        seen = terminal.types("policy", "show")
        assert (seen.code, seen.err) == (0, "")
        assert seen.out.startswith("# No policy was adopted yet: the file is in force.\n# Digest: ")

    def test_then_it_is_the_adopted_one(self, terminal: Terminal) -> None:
        terminal.types(*ADOPT, "--yes")
        ask_for_three(terminal)
        seen = terminal.types("policy", "show")
        first, why = seen.out.splitlines()[:2]
        assert first.startswith("# In force: policy ")
        assert first.endswith(" by Ada Lovelace.")
        assert why == "# Why: Agreed."
        assert "sign_offs: 2" in seen.out
        assert "policy.yml says something else and has no say." in seen.err
        (terminal.folder / "policy.yml").write_text(seen.out, encoding="utf-8")
        assert terminal.types("policy", "show").err == ""
        told = terminal.types("policy", "show", "--json").json
        assert (told["file_differs"], told["adopted"]["why"]) == (False, "Agreed.")
        assert told["digest"] == told["adopted"]["digest"]

    def test_one_that_cannot_be_read_any_more(self, terminal: Terminal) -> None:
        edit(terminal.folder / "policy.yml", "from: anyone", "from: person:radia")
        assert terminal.types(*ADOPT, "--yes").code == 0
        edit(terminal.folder / "directory.yml", "radia", "sandi")
        seen = terminal.types("policy", "show")
        assert seen.code == 2
        assert "cannot be used. adopted policy, line " in seen.err
        (check,) = (
            one
            for one in terminal.types("doctor", "--json").json
            if one["name"] == "adopted policy"
        )
        assert check["health"] == "fail"

    def test_a_text_that_was_changed_in_the_database(self, terminal: Terminal) -> None:
        terminal.types(*ADOPT, "--yes")
        edit(terminal.folder / "policy.yml", "7 days", "6 days")
        with closing(sqlite3.connect(terminal.folder / "data" / "chatops.db")) as one, one:
            one.execute("UPDATE policies SET content = replace(content, '2', '1')")
        seen = terminal.types("policy", "show")
        assert seen.code == 2
        terminal.opens()
        assert terminal.types("change", "list").code == 0


class TestAdopt:
    """Checked, its difference shown, confirmed, and then in force whatever the file says."""

    def test_it_is_in_force_and_the_file_is_not(self, terminal: Terminal) -> None:
        terminal.opens()
        terminal.approves("CR-1", "ada", "grace")
        ask_for_three(terminal, "new.yml")
        gate = ("gate", "--system", "checkout", "--commit", "HEAD", *terminal.at)
        assert terminal.types(*gate).code == 0
        seen = terminal.types("policy", "adopt", "new.yml", *ADOPT[3:], "--yes")
        assert (seen.code, seen.err) == (0, "")
        out = " ".join(seen.out.split())
        assert "of 1 change since" in out
        assert "More sign-offs are asked for by 1 change (owners in 1)." in out
        assert "Open, and no longer approved CR-1: " in out
        assert "is in force. Open changes were judged anew." in out
        assert "Told in the channels of Payments (C0AAAAAAA01)" in out
        assert terminal.types(*gate).code == 1
        (check,) = (
            one
            for one in terminal.types("doctor", "--json").json
            if one["name"] == "adopted policy"
        )
        assert (check["health"], "The file is not in force" in check["sentence"]) == ("warn", True)

    def test_a_channel_of_a_system_is_told_by_its_name(self, terminal: Terminal) -> None:
        tier = "    tier: 1                            # 1 is"
        edit(terminal.folder / "directory.yml", tier, f"    channel: C0SYSTEM001\n{tier}")
        terminal.types(*ADOPT, "--yes")
        ask_for_three(terminal)
        seen = terminal.types(*ADOPT, "--yes")
        assert "Payments (C0AAAAAAA01), Checkout (C0SYSTEM001)." in " ".join(seen.out.split())

    def test_nothing_is_adopted_without_a_yes(self, terminal: Terminal) -> None:
        seen = terminal.types(*ADOPT)
        assert (seen.code, "nobody is here to confirm it. Say --yes." in seen.err) == (1, True)
        assert "No policy was adopted yet" in terminal.types("policy", "show").out

    def test_a_policy_change_needs_two_where_the_policy_says_so(self, terminal: Terminal) -> None:
        by_two(terminal)
        terminal.types(*ADOPT, "--yes")
        ask_for_three(terminal)
        seen = terminal.types(*ADOPT, "--yes")
        assert seen.code == 1
        opened = "CR-1 was opened: people approve it in Slack; then run the same command again."
        assert opened in seen.out
        assert "sign-offs from" in seen.out
        again = terminal.types(*ADOPT, "--yes", "--json")
        assert (again.code, again.json["in_force"], again.json["opened"]) == (1, False, False)
        terminal.approves("CR-1", "grace", "margaret")
        done = terminal.types(*ADOPT, "--yes", "--json")
        assert (done.code, done.json["in_force"], done.json["change"]) == (0, True, "CR-1")
        assert "allowed by CR-1" in terminal.types("policy", "show").out

    @pytest.mark.parametrize(
        ("arguments", "code", "sentence"),
        [
            (("none.yml", "--as", "ada", "--why", "x"), 2, "There is no file none.yml"),
            (("policy.yml", "--as", "nobody", "--why", "x", "--yes"), 1, "not in the directory"),
            (("policy.yml", "--as", "ada", "--why", " ", "--yes"), 1, "Say why"),
            (("policy.yml", "--as", "ada"), 2, "--why"),
            (("policy.yml", "--as", "ada", "--why", "x", "--since", "soon"), 2, "--since"),
            (("broken.yml", "--as", "ada", "--why", "x", "--yes"), 2, "broken.yml, line 1"),
        ],
    )
    def test_bad_input(
        self, terminal: Terminal, arguments: tuple[str, ...], code: int, sentence: str
    ) -> None:
        (terminal.folder / "broken.yml").write_text("version: 1\n", encoding="utf-8")
        seen = terminal.types("policy", "adopt", *arguments)
        assert (seen.code, seen.out) == (code, "")
        assert sentence in seen.err

    def test_the_same_policy_is_not_adopted_twice(self, terminal: Terminal) -> None:
        terminal.types(*ADOPT, "--yes")
        seen = terminal.types(*ADOPT, "--yes")
        assert (seen.code, "is in force already" in seen.err) == (1, True)
