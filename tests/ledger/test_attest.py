"""An attestation decides offline: a yes only for what was signed, for exactly that, and in time."""

import base64
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from google.protobuf import json_format  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st
from in_toto_attestation.predicates.vsa.v1.vsa_pb2 import (  # type: ignore[import-untyped]
    VerificationSummary,
)
from in_toto_attestation.v1.statement import Statement  # type: ignore[import-untyped]
from in_toto_attestation.v1.statement_pb2 import (  # type: ignore[import-untyped]
    Statement as StatementPb,
)
from securesystemslib.dsse import Envelope
from securesystemslib.signer import SSlibKey  # type: ignore[attr-defined]

from chatops.ledger.approval import Approver, Requirement
from chatops.ledger.attest import attested, decide, is_attestation, sentence_of
from chatops.ledger.dsse import enveloped, key_name
from chatops.ledger.unproven import Unproven
from tests.ledger.approvals import (
    HERE,
    LONG_SHA,
    NOW,
    SHA,
    Meddle,
    approval,
    attestation,
    meddled,
    meddled_envelope,
    statement_of,
)
from tests.ledger.signing import signer

KEYS = (signer().public,)
WHOLE = attestation()


def why_not(text: str, *here: str, **more: Any) -> str:
    """Return why it is a no; an empty string for a yes."""
    keys, now = more.get("keys", KEYS), more.get("now", NOW)
    try:
        decide(text, keys, *(here or HERE), now=now)
    except Unproven as unproven:
        return unproven.sentence
    return ""


def test_a_yes_says_who_approved_under_which_policy_until_when() -> None:
    found = decide(WHOLE, KEYS, *HERE, now=NOW)
    assert found == approval()
    assert sentence_of(found) == (
        "CR-1 revision 2 is approved for checkout in production by ana (senior), "
        "cleo (mid, for eve), under policy eeeeeeeeeeee, until 2026-03-03 09:00 UTC."
    )


def test_a_commit_of_sha_256_is_as_good() -> None:
    assert why_not(attestation(LONG_SHA), LONG_SHA, *HERE[1:]) == ""


@pytest.mark.parametrize(
    ("here", "why"),
    [
        (("b" * 40, *HERE[1:]), f"The attestation is about commit {SHA}, not {'b' * 40}."),
        ((f"{SHA[:-1]}b", *HERE[1:]), f"The attestation is about commit {SHA}, not {SHA[:-1]}b."),
        ((SHA[:12], *HERE[1:]), f"The attestation is about commit {SHA}, not aaaaaaaaaaaa."),
        ((SHA.upper(), *HERE[1:]), "The attestation is about commit"),
        ((SHA, "ledger", "production"), "The attestation is for checkout, not ledger."),
        ((SHA, "checkout", "staging"), "The attestation is for production, not staging."),
        ((SHA, "", ""), "The attestation is for checkout, not ."),
    ],
)
def test_it_is_for_one_commit_system_and_environment(here: tuple[str, str, str], why: str) -> None:
    assert why_not(WHOLE, *here).startswith(why)


@pytest.mark.parametrize(
    ("hours", "why"),
    [
        (-0.08, ""),
        (-0.1, "The attestation is of the future: it was issued 2026-03-02 09:00:00 UTC."),
        (23.999, ""),
        (24, "The attestation expired 2026-03-03 09:00:00 UTC."),
    ],
)
def test_it_holds_from_when_it_was_issued_until_it_expires(hours: float, why: str) -> None:
    assert why_not(WHOLE, now=NOW + timedelta(hours=hours)) == why


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"expires_at": NOW + timedelta(hours=25)}, "An attestation holds for 24 hours at most"),
        ({"expires_at": NOW}, "An attestation holds for 24 hours at most"),
        ({"approvers": (Approver("ana", "senior", NOW),)}, "Fewer than two people approved."),
        (
            {"approvers": (Approver("ana", "mid", NOW), Approver("cleo", "mid", NOW, "ana"))},
            "Fewer than two people approved.",
        ),
        (
            {"approvers": (Approver("ana", "mid", NOW), Approver("ana", "mid", NOW, "eve"))},
            "An approver stands there twice.",
        ),
        (
            {"approvers": (Approver("a", "mid", NOW), Approver("b", "mid", NOW + timedelta(1)))},
            "An approval is newer than the attestation.",
        ),
        (
            {"requirements": (Requirement("rule", "owners", met=False),)},
            "A requirement is not met: owners.",
        ),
        ({"requirements": ()}, "“requirements” has to be a list that is not empty."),
        ({"systems": ("ledger",)}, "The attestation is for checkout, not checkout."),
        ({"checkpoint": "none"}, "A signed note ends in a blank line"),
    ],
)
def test_what_it_says_has_to_be_a_yes(fields: dict[str, Any], why: str) -> None:
    assert why_not(attestation(**fields)).startswith(why)


def test_who_is_not_trusted_can_sign_nothing() -> None:
    other = signer(seed=2)
    assert why_not(attestation(by=other)).startswith("None of the keys given signed this")
    assert why_not(WHOLE, keys=()).startswith("None of the keys given signed this")
    forged = meddled_envelope(0, lambda it: it["signatures"][0].update(keyid=key_name(KEYS[0])))
    assert why_not(forged) == ""
    stolen = attestation(by=other).replace(key_name(other.public), key_name(KEYS[0]))
    assert why_not(stolen) == f"The signature of {key_name(KEYS[0])} is wrong."


def test_both_lines_are_of_one_key_and_the_checkpoint_of_a_known_one() -> None:
    other = signer("other.example", seed=2)
    keys = (*KEYS, other.public)
    assert why_not(meddled(1, lambda _: None, by=other), keys=keys) == (
        "Two keys signed the attestation; it has to be one."
    )
    signed_by_other = attestation(by=other)
    assert why_not(signed_by_other, keys=keys) == ""
    assert why_not(signed_by_other, keys=(other.public,)).startswith("None of the keys given")


def test_of_two_keys_of_a_log_nothing_tells_which_was_replaced() -> None:
    new = signer(seed=2)
    assert "no rotation here binds them" in why_not(WHOLE, keys=(*KEYS, new.public))
    of_before = attestation(by=new)  # but for its checkpoint, which the old key signed
    assert why_not(of_before, keys=(new.public,)).endswith(
        "replaced since, ask for a new one, or give the key of then."
    )


def drop(*path: Any) -> Meddle:
    def meddle(value: Any) -> None:
        for one in path[:-1]:
            value = value[one]
        del value[path[-1]]

    return meddle


def put(*path: Any) -> Meddle:
    """Put the last one at the place before it."""

    def meddle(value: Any) -> None:
        for one in path[:-2]:
            value = value[one]
        value[path[-2]] = path[-1]

    return meddle


APPROVAL = statement_of(WHOLE.splitlines()[0])
SUMMARY = statement_of(WHOLE.splitlines()[1])


@pytest.mark.parametrize("name", sorted(APPROVAL["predicate"]))
def test_no_member_of_the_approval_can_be_left_out(name: str) -> None:
    assert why_not(meddled(0, drop("predicate", name))) == (f"In the approval “{name}” is missing.")
    assert why_not(meddled(0, put("predicate", name, None)))


@pytest.mark.parametrize("name", sorted(SUMMARY["predicate"]))
def test_no_member_of_the_summary_can_be_left_out_or_be_another(name: str) -> None:
    assert why_not(meddled(1, drop("predicate", name)))
    assert why_not(meddled(1, put("predicate", name, "1.1")))


@pytest.mark.parametrize(
    ("place", "meddle", "why"),
    [
        (0, put("predicate", "verdict", "overridden"), "The change is not approved"),
        (0, put("predicate", "more", 1), "In the approval there is an unknown member, “more”."),
        (0, put("predicate", "revision", "number", "2"), "A revision is numbered from 1."),
        (0, put("predicate", "revision", "number", 1.0), "The number 1.0 is not whole."),
        (0, put("predicate", "revision", "digest", {"sha1": "c"}), "In a digest “sha256” is"),
        (0, put("predicate", "policy", "digest", "sha256", "E" * 64), "A SHA-256 digest has 64"),
        (0, put("predicate", "issuedAt", "2026-03-02T09:00:00+00:00"), "A moment is written as"),
        (0, put("predicate", "issuedAt", "2026-02-30T09:00:00Z"), "A moment is written as"),
        (0, put("predicate", "approvers", []), "“approvers” has to be a list"),
        (0, put("predicate", "approvers", 0, "id", ""), "An approver has to be one line of text."),
        (0, put("predicate", "approvers", 0, "name", "Ana"), "In an approver there is an unknown"),
        (0, put("predicate", "approvers", 1, "onBehalfOf", ""), "“onBehalfOf” has to be one line"),
        (0, put("predicate", "requirements", 0, "met", 1), "“met” is neither true nor false."),
        (0, put("predicate", []), "the approval is no JSON object."),
        (0, put("predicateType", "urn:chatops:change-approval:v2"), "The statement is not of the"),
        (0, put("_type", "https://in-toto.io/Statement/v0.1"), "The statement is not of the type"),
        (0, put("subject", []), "The subject has to be a list"),
        (0, put("subject", APPROVAL["subject"] * 2), "The statement is about more than one"),
        (0, put("subject", 0, "digest", {"sha1": SHA}), "In the subject's digest “gitCommit” is"),
        (0, put("subject", 0, "digest", "gitCommit", SHA[:12]), "The statement's commit is no"),
        (1, put("subject", 0, "digest", "gitCommit", "b" * 40), "The attestation is about commit"),
        (1, put("predicate", "verificationResult", "FAILED"), "The verification summary does not"),
        (1, put("predicate", "verifiedLevels", ["SLSA_SOURCE_LEVEL_4"]), "The verification summ"),
        (1, drop("predicate", "inputAttestations", 0, "digest"), "The verification summary is of"),
        (1, put("predicateType", "https://slsa.dev/verification_summary/v0.2"), "The statement"),
    ],
)
def test_a_signed_statement_of_another_form_is_a_no(place: int, meddle: Meddle, why: str) -> None:
    assert why_not(meddled(place, meddle)).startswith(why)


@pytest.mark.parametrize(
    ("meddle", "why"),
    [
        (put("payloadType", "text/plain"), "The payload is no in-toto statement"),
        (drop("payloadType"), "In the envelope “payloadType” is missing."),
        (put("more", 1), "In the envelope there is an unknown member, “more”."),
        (put("signatures", []), "What signed the envelope has to be a list"),
        (put("signatures", 0, "sig", ""), "The signature of log.example+"),
        (put("signatures", 0, "sig", 1), "“sig” of the envelope is no text."),
        (drop("signatures", 0, "keyid"), "In the signature “keyid” is missing."),
        (lambda it: it["signatures"].append(it["signatures"][0]), "The envelope has more than"),
        (put("payload", "e30="), "The signature of log.example+"),
        (put("payload", "e30"), "In the payload there is text that is not Base64."),
    ],
)
def test_an_envelope_that_was_meddled_with_is_a_no(meddle: Meddle, why: str) -> None:
    for place in (0, 1):
        assert why_not(meddled_envelope(place, meddle)).startswith(why)


FIRST, SECOND = WHOLE.splitlines(keepends=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        FIRST,
        SECOND,
        SECOND + FIRST,
        FIRST + FIRST,
        SECOND + SECOND,
        WHOLE + SECOND,
        FIRST + attestation(expires_at=NOW + timedelta(hours=1)).splitlines()[1],
        FIRST.replace("{", '{"payloadType":"application/vnd.in-toto+json",', 1) + SECOND,
        WHOLE.replace("\n", "\n\n"),
        "[" * 100_000 + "\n",
        WHOLE.removesuffix("\n") + " " * 1_000_000,
    ],
    ids=range(12),
)
def test_both_lines_have_to_be_there_once_and_belong_together(text: str) -> None:
    assert why_not(text)


def test_no_member_may_stand_twice() -> None:
    statement = json.dumps(APPROVAL).replace('"verdict"', '"verdict": "approved", "verdict"', 1)
    line = enveloped(statement.encode(), signer())
    assert why_not(f"{line}\n{SECOND}") == "The member “verdict” stands twice in one object."


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_what_was_mutated_is_never_a_false_yes_and_never_a_crash(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(WHOLE) - 1))
    end = data.draw(st.integers(place, min(len(WHOLE), place + 40)))
    middle = data.draw(st.one_of(st.text(max_size=8), st.just(WHOLE[place:end] * 2)))
    text = WHOLE[:place] + middle + WHOLE[end:]
    why = why_not(text)
    assert why or [json.loads(one) for one in text.splitlines()] == [
        json.loads(one) for one in WHOLE.splitlines()
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda some: st.lists(some, max_size=3) | st.dictionaries(st.text(max_size=5), some),
    max_leaves=5,
)


@settings(max_examples=50, deadline=None)
@given(
    place=st.integers(0, 1),
    name=st.sampled_from(sorted(APPROVAL["predicate"] | SUMMARY["predicate"])),
    value=JSON,
)
def test_any_value_that_was_signed_is_told_of_and_never_a_crash(
    place: int, name: str, value: Any
) -> None:
    statement = (APPROVAL, SUMMARY)[place]
    if statement["predicate"].get(name) != value:
        assert why_not(meddled(place, put("predicate", name, value)))


def test_other_tools_verify_and_read_it() -> None:
    public = signer().public
    name = key_name(public)
    key = SSlibKey(name, "ed25519", "ed25519", {"public": public.key.hex()})
    statements = []
    for line in WHOLE.splitlines():
        envelope = Envelope.from_dict(json.loads(line))
        assert set(envelope.verify([key], 1)) == {name}
        read = Statement.copy_from_pb(json_format.Parse(envelope.payload, StatementPb()))
        read.validate()
        statements.append(read.pb)
    assert [one.subject[0].digest["gitCommit"] for one in statements] == [SHA, SHA]
    predicate = json_format.MessageToDict(statements[1].predicate)
    levels = predicate["verifiedLevels"]  # a list in the specification, one text in the schema
    summary = VerificationSummary()
    for level in levels:
        json_format.ParseDict(predicate | {"verifiedLevels": level}, summary)
        assert summary.verified_levels == level
    assert summary.verification_result == "PASSED"
    assert summary.verifier.id == "urn:chatops:log:log.example"
    assert summary.resource_uri == "urn:chatops:place:production:checkout"
    assert levels == [
        "SLSA_SOURCE_LEVEL_UNEVALUATED",
        "ORG_SOURCE_TWO_PERSON_REVIEW",
        "ORG_SOURCE_SENIOR_SIGN_OFF",
    ]


def authenticated(payload_type: str, payload: bytes) -> bytes:
    """Return what is signed, word by word as DSSE's protocol.md says: PAE(type, payload)."""
    parts = (b"DSSEv1", payload_type.encode(), payload)
    return b"%b %d %b %d %b" % (parts[0], len(parts[1]), parts[1], len(parts[2]), parts[2])


def test_what_is_signed_is_as_the_specification_says() -> None:
    kind, hello = "http://example.com/HelloWorld", b"hello world"  # its own test vector
    published = b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    assert authenticated(kind, hello) == Envelope(hello, kind, {}).pae() == published
    key = Ed25519PublicKey.from_public_bytes(signer().public.key)
    for line in (*WHOLE.splitlines(), enveloped("Ünï\n".encode(), signer())):
        told = json.loads(line)
        payload, (signature,) = base64.b64decode(told["payload"]), told["signatures"]
        key.verify(base64.b64decode(signature["sig"]), authenticated(told["payloadType"], payload))


def test_senior_sign_off_is_told_only_where_there_was_one() -> None:
    told = attested(replace(approval(), senior_sign_off=False), SHA, signer())
    levels = statement_of(told.splitlines()[1])["predicate"]["verifiedLevels"]
    assert levels == ["SLSA_SOURCE_LEVEL_UNEVALUATED", "ORG_SOURCE_TWO_PERSON_REVIEW"]


@pytest.mark.parametrize(
    ("name", "is_line"),
    [("two\u00a0people", True), ("é\u200d", True), ("a\nb", False), ("\u2028", False), ("", False)],
)
def test_a_name_is_a_line_in_any_script(name: str, *, is_line: bool) -> None:
    assert (
        why_not(meddled(0, put("predicate", "requirements", 0, "name", name)))
        == ("A requirement has to be one line of text.")
    ) is not is_line


def test_the_repository_is_named_where_it_is_known() -> None:
    told = attested(approval(), SHA, signer(), repository="git@git.example:shop/checkout")
    assert (
        statement_of(told.splitlines()[0])["subject"][0]["name"] == "git@git.example:shop/checkout"
    )


def test_what_may_be_replaced_is_told_by_its_beginning() -> None:
    assert is_attestation(WHOLE)
    assert is_attestation("")
    assert not is_attestation("rules: []\n")
