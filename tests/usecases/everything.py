"""A story in which everything happens that the log tells of, for those who read all of it."""

from dataclasses import replace
from datetime import timedelta

from chatops.core.asking import AnswerQuestion, Ask
from chatops.core.attesting import Attest
from chatops.core.away import Away
from chatops.core.cancelling import Cancel
from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.deploying import Report
from chatops.core.events import PolicyAdopted
from chatops.core.handing import GiveOver
from chatops.core.incident import Incident
from chatops.core.lifting import Lift
from chatops.core.nudging import Remind
from chatops.core.paying import Pay
from chatops.core.policy import Policy
from chatops.core.post_check import PostCheck
from chatops.core.reporting import TellIncident
from chatops.core.snoozing import Sleep
from chatops.files.policy import policy_of_text
from chatops.store.policies import AdoptedPolicy
from chatops.usecases.answer import answer
from chatops.usecases.ask import ask
from chatops.usecases.attest import attest
from chatops.usecases.away import away
from chatops.usecases.cancel import cancel
from chatops.usecases.chase import chase
from chatops.usecases.decide import decide
from chatops.usecases.hand_over import hand_over
from chatops.usecases.lift import lift
from chatops.usecases.nudge import nudge
from chatops.usecases.pay import pay
from chatops.usecases.post_check import post_check
from chatops.usecases.reassess import reassess
from chatops.usecases.remind_attestations import remind_attestations
from chatops.usecases.report_deployment import report_deployment
from chatops.usecases.report_incident import report_incident
from chatops.usecases.send_digest import send_digest
from chatops.usecases.send_digests import send_digests
from chatops.usecases.snooze import snooze
from tests import builders as make
from tests.usecases.directing import WEEK, monday
from tests.usecases.stage import Stage

TEXT = """
version: 1
expires_after: 7 days
undo_for: 0 seconds
lift_rejections: director
break_glass: {from: [on_call, director], reviewers: 2, review_from: owners}
rules:
  - name: two-person review
    when: {tier: 1}
    require:
      - {name: owners, sign_offs: 2, from: owners, sticky: [title]}
  - name: senior review
    when: {ai_assisted: true}
    require:
      - {name: senior, sign_offs: 1, from: anyone, min_level: senior, shared: true}
"""


def the_policy() -> Policy:
    """Two owners sign; an approval outlives another title."""
    return policy_of_text(TEXT, "policy.yml")


def tell(house: Stage) -> None:
    """Let everything happen on a stage of `directing`, with `the_policy` in force."""
    _approved_and_deployed(house)  # CR-1
    _revised_and_talked_about(house)  # CR-2
    _broken_and_reviewed(house)  # CR-3
    _cancelled_and_forgotten(house)  # CR-4 and CR-5
    _away(house)
    _digested(house)
    _adopted(house)


def _approved_and_deployed(house: Stage) -> None:
    key = house.opens(systems=("checkout", "ledger"))
    post_check(house.house, PostCheck(key, "soak", "failed", 1, make.SHA, "api:ci", summary="No."))
    due = house.now + timedelta(hours=3)
    watch = Decide(key, "ana", Verb.APPROVE, 1, "slack", "Good.", "5hown")
    decide(house.house, replace(watch, condition="Watch the graphs.", condition_due=due))
    house.says(key, "cleo", Verb.REJECT)
    lift(house.house, Lift(key, "max", 1, "slack", "It was mended."))
    house.says(key, "cleo")
    house.passes(hours=1)
    assert house.asks().allowed
    for system in ("checkout", "ledger"):
        report_deployment(
            house.house, Report(system, "production", make.SHA, "succeeded", "api:ci")
        )
    pay(house.house, Pay(key, 1, "ana", "slack", "Nothing to be seen."))


def _revised_and_talked_about(house: Stage) -> None:
    key = house.opens(commit=make.OTHER_SHA, degree="assisted", tool="Claude")
    ask(house.house, Ask(key, "cleo", "Why so many?"))
    ask(house.house, Ask(key, "eve", "And when?"))
    answer(house.house, AnswerQuestion(key, 1, "ben", "Two were too few."))
    hand_over(house.house, GiveOver(key, "cleo", "dan"))
    nudge(house.house, Remind(key, "ben"))
    for hours in (1, 2):
        snooze(house.house, Sleep(key, "ana", house.now + timedelta(hours=hours)))
    house.passes(hours=2)
    chase(house.house)
    for who in ("ana", "dan"):
        house.says(key, who)
    house.revises(key, commit=make.OTHER_SHA, title="Raise the limit of retries")  # it is sticky
    house.says(key, "dan", Verb.WITHDRAW)
    house.revises(key, commit="c" * 40, kind="standard", risk="high")
    house.says(key, "cleo", Verb.REJECT)
    report_deployment(house.house, Report("checkout", "production", "c" * 40, "started", "api:ci"))
    assert not house.asks(commit="c" * 40).allowed


def _broken_and_reviewed(house: Stage) -> None:
    key = house.opens("dan", commit="d" * 40)
    house.breaks(key)
    assert house.asks(commit="d" * 40).allowed
    assert not house.asks(commit="d" * 40).allowed
    for who in ("ana", "ben"):
        pay(house.house, Pay(key, 1, who, "slack", f"{who} read the graphs."))
    house.breaks(house.opens("dan", commit="e" * 40))  # CR-4: nobody reviews it


def _cancelled_and_forgotten(house: Stage) -> None:
    cancel(house.house, Cancel("CR-4", "dan", 1, "slack", "Another one does it."))
    house.opens(system="login", commit="f" * 40)
    house.asks(commit="9" * 40)
    told = Incident("INC-1", "checkout", "Payments fail", "SEV-1", house.now, posted_by="api:pager")
    report_incident(house.house, TellIncident(told))
    report_incident(house.house, TellIncident(replace(told, severity="SEV-2", key="CR-1")))


def _away(house: Stage) -> None:
    until = house.now + timedelta(days=9)
    away(house.house, Away("cleo", until, "ana", "cleo"))
    for until_then in (until, None):
        away(house.house, Away("eve", until_then, None, "eve"))
    away(house.house, Away("ben", house.now + timedelta(hours=1), None, "ben"))


def _digested(house: Stage) -> None:
    monday(house)
    reassess(house.house)
    chase(house.house)
    send_digests(house.house)
    house.passes(hours=1)
    attest(house.house, Attest("max", WEEK, 1, "max", "Looked into both."))
    away(house.house, Away("dan", None, None, "dan"))
    send_digest(house.house, "vera", WEEK, by="vera")
    house.passes(days=2, hours=2)
    assert remind_attestations(house.house) == 1


def _adopted(house: Stage) -> None:
    policy = the_policy()
    adopted = AdoptedPolicy(policy.digest, TEXT, "max", "As it is.", "", house.now)
    event = PolicyAdopted(policy.digest, policy.digest, "max", "", "As it is.")
    with house.store.transaction() as tx:
        tx.adopt(replace(adopted, canonical=policy.canonical), event, (), house.now)
