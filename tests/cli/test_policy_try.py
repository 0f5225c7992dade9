"""`chatops policy explain` and `simulate` as they are typed."""

import pytest

from tests.cli.terminal import Terminal

EXPLAIN = ("policy", "explain", "CR-1")


def stricter(terminal: Terminal) -> None:
    text = (terminal.folder / "policy.yml").read_text(encoding="utf-8")
    (terminal.folder / "new.yml").write_text(
        text.replace("sign_offs: 2", "sign_offs: 3"), encoding="utf-8"
    )


class TestExplain:
    """Exit code 0 approved, 1 not, 2 cannot tell."""

    def test_the_tree_now_and_then(self, terminal: Terminal) -> None:
        terminal.opens()
        seen = terminal.types(*EXPLAIN)
        assert seen.code == 1
        assert seen.out.startswith("CR-1  Raise the retry limit\nAt 20")
        assert "two-person review: 1 of 2 met." in seen.out
        terminal.approves("CR-1", "ada", "grace")
        assert terminal.types(*EXPLAIN).code == 0

    def test_if_others_had_decided(self, terminal: Terminal) -> None:
        terminal.opens()
        terminal.approves("CR-1", "ada")
        supposed = ("--if", "approve:grace", "--if", "approve:linus")
        seen = terminal.types(*EXPLAIN, *supposed)
        assert seen.code == 0
        assert "If they had decided: approved" in seen.out
        out = " ".join(seen.out.split())
        assert "approve:linus is refused: You may not approve CR-1: you contributed" in out
        assert "Slack was not asked yet about Grace Hopper, Linus Example: taken for" in out
        told = terminal.types(*EXPLAIN, *supposed, "--json").json
        (refused,) = told["if"]["refused"]
        assert (told["state"], told["if"]["state"], refused["person"]) == (
            "pending",
            "approved",
            "linus",
        )
        assert terminal.types("change", "show", "CR-1", "--json").json["state"] == "pending"

    def test_it_is_what_then_happens(self, terminal: Terminal) -> None:
        terminal.opens()
        terminal.approves("CR-1", "ada", "grace")
        seen = terminal.types(*EXPLAIN, "--if", "withdraw:grace", "--json")
        assert (seen.code, seen.json["state"], seen.json["if"]["state"]) == (
            1,
            "approved",
            "pending",
        )
        again = terminal.types(*EXPLAIN, "--if", "withdraw:grace", "--if", "approve:grace")
        assert again.code == 0

    def test_another_moment(self, terminal: Terminal) -> None:
        terminal.opens()
        later = terminal.types(*EXPLAIN, "--at", "2099-01-01T00:00Z", "--json").json
        assert (later["state"], later["at"]) == ("expired", "2099-01-01T00:00:00+00:00")

    def test_what_cannot_be_told(self, terminal: Terminal) -> None:
        terminal.opens()
        (terminal.folder / "policy.yml").write_text("version: 1\n", encoding="utf-8")
        assert terminal.types(*EXPLAIN).code == 2

    @pytest.mark.parametrize(
        ("arguments", "code", "sentence"),
        [
            (("CR-9",), 1, "There is no change CR-9."),
            (("cr-9",), 1, "There is no change CR-9."),
            (("CR-1", "--if", "grace"), 2, "--if: “grace” is not of the form approve:PERSON"),
            (("CR-1", "--if", "bless:grace"), 2, "is not of the form approve:PERSON"),
            (("CR-1", "--at", "tomorrow"), 2, "--at: “tomorrow” is no moment with a zone."),
            (("CR-1", "--at", "2026-03-02T09:00"), 2, "is no moment with a zone."),
            (("CR-1", "--at", "1999-01-01T00:00Z"), 2, "CR-1 was opened at"),
        ],
    )
    def test_bad_input(
        self, terminal: Terminal, arguments: tuple[str, ...], code: int, sentence: str
    ) -> None:
        terminal.opens()
        seen = terminal.types("policy", "explain", *arguments)
        assert (seen.code, seen.out) == (code, "")
        assert sentence in seen.err

    def test_a_person_nobody_knows_is_a_refusal(self, terminal: Terminal) -> None:
        terminal.opens()
        (refused,) = terminal.types(*EXPLAIN, "--if", "approve:nobody", "--json").json["if"][
            "refused"
        ]
        assert "nobody is not in the directory" in refused["sentence"]


class TestSimulate:
    """What would differ; nothing is written."""

    def test_nothing_differs(self, terminal: Terminal) -> None:
        terminal.opens()
        seen = terminal.types("policy", "simulate", "policy.yml")
        assert (seen.code, seen.err) == (0, "")
        assert "of 1 change since" in seen.out
        assert "none would differ." in " ".join(seen.out.split())

    def test_what_differs_is_named(self, terminal: Terminal) -> None:
        terminal.opens()
        terminal.approves("CR-1", "ada", "grace")
        stricter(terminal)
        seen = terminal.types("policy", "simulate", "new.yml")
        out = " ".join(seen.out.split())
        assert seen.code == 0
        assert "More sign-offs are asked for by 1 change (owners in 1)." in out
        assert "Open, and no longer approved CR-1: " in out
        assert terminal.types(*EXPLAIN).code == 0

    def test_for_programs(self, terminal: Terminal) -> None:
        terminal.opens("--ai", "assisted", "--tool", "Assistant")
        text = (terminal.folder / "policy.yml").read_text(encoding="utf-8")
        lax = text.replace("ai_assisted: true", "ai_assisted: false")
        (terminal.folder / "new.yml").write_text(lax, encoding="utf-8")
        told = terminal.types("policy", "simulate", "new.yml", "--since", "2w", "--json").json
        assert (told["changes"], told["open"], told["changed"]) == (1, 1, 1)
        assert told["asking_fewer"] == {"changes": 1, "by": {"senior": 1}}
        before = {one["person"]: one["before"] for one in told["load"]}
        assert sum(before.values()) == pytest.approx(0.5, abs=0.05)
        assert {one["after"] for one in told["load"]} == {0.0}

    def test_the_load_is_drawn(self, terminal: Terminal) -> None:
        terminal.opens("--ai", "assisted", "--tool", "Assistant")
        text = (terminal.folder / "policy.yml").read_text(encoding="utf-8")
        lax = text.replace("ai_assisted: true", "ai_assisted: false")
        (terminal.folder / "new.yml").write_text(lax, encoding="utf-8")
        out = terminal.types("policy", "simulate", "new.yml").out
        assert "Sign-offs that have to be of level senior or above, a week" in out
        assert "-" * 24 in out

    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            (("none.yml",), "There is no file none.yml"),
            (("policy.yml", "--since", "soon"), "--since: “soon” is no length of time."),
            (("policy.yml", "--since", "0d"), "--since: “0d” is no length of time."),
            ((), "Missing argument"),
        ],
    )
    def test_bad_input(self, terminal: Terminal, arguments: tuple[str, ...], sentence: str) -> None:
        seen = terminal.types("policy", "simulate", *arguments)
        assert (seen.code, seen.out) == (2, "")
        assert sentence in seen.err
