"""DSSE envelopes of in-toto statements: a payload, and one signature of the log's key over it.

The format is https://github.com/secure-systems-lab/dsse, the payload type in-toto's. What is signed
names the type first and ends in no line feed, so it can be taken for no checkpoint, and no
checkpoint for it.
"""

from chatops.ledger.canonical import canonical
from chatops.ledger.keys import PublicKey, Signer, decoded_base64
from chatops.ledger.strict_json import list_of, members_of, strict_json, text_of
from chatops.ledger.unproven import Unproven

IN_TOTO = "application/vnd.in-toto+json"


def enveloped(payload: bytes, signer: Signer) -> str:
    """Return the signed envelope, as one line of JSON without its line feed."""
    from securesystemslib.dsse import Envelope  # noqa: PLC0415 - slow, as in `keys`
    from securesystemslib.signer import Signature  # type: ignore[attr-defined]  # noqa: PLC0415

    name, envelope = key_name(signer.public), Envelope(payload, IN_TOTO, {})
    envelope.signatures[name] = Signature(name, signer.sign(envelope.pae()).hex())
    return canonical(envelope.to_dict()).decode()


def opened_envelope(line: str, keys: tuple[PublicKey, ...]) -> tuple[bytes, PublicKey]:
    """Return the payload of an envelope, and the key of these that signed it; raise `Unproven`."""
    from securesystemslib.dsse import Envelope  # noqa: PLC0415

    what = "the envelope"
    read = members_of(
        strict_json(line, "The envelope"), ("payload", "payloadType", "signatures"), what
    )
    if read["payloadType"] != IN_TOTO:
        raise Unproven(f"The payload is no in-toto statement: its type is not {IN_TOTO}.")
    payload = decoded_base64(_text(read["payload"], "payload"), "the payload")
    key, signature = _signature(read["signatures"], keys)
    if not key.verifies(Envelope(payload, IN_TOTO, {}).pae(), signature):
        raise Unproven(f"The signature of {key_name(key)} is wrong.")
    return payload, key


def key_name(key: PublicKey) -> str:
    """Return the `keyid` of an envelope: the name and the id, as in a key's line."""
    return f"{key.name}+{key.id.hex()}"


def _signature(value: object, keys: tuple[PublicKey, ...]) -> tuple[PublicKey, bytes]:
    signatures = list_of(value, "What signed the envelope")
    if len(signatures) != 1:
        raise Unproven("The envelope has more than one signature.")
    read = members_of(signatures[0], ("keyid", "sig"), "the signature")
    name = text_of(read["keyid"], "The key's name")
    known = {key_name(one): one for one in keys}
    if name not in known:
        raise Unproven(f"None of the keys given signed this; it is signed by {name}.")
    return known[name], decoded_base64(_text(read["sig"], "sig"), "the signature")


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise Unproven(f"“{name}” of the envelope is no text.")
    return value
