"""`chatops audit init`, `rotate` and `key`: the keys that seal the audit log."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from chatops.cli import say
from chatops.cli.doors import NO, house, settings, user
from chatops.core.refused import Refused
from chatops.files.audit_keeping import (
    is_waiting,
    missing,
    next_path,
    old_path,
    restore_public,
    switch,
    take,
)
from chatops.files.audit_kms import is_uri
from chatops.ledger.keys import PublicKey
from chatops.ledger.rotation import Rotation
from chatops.settings import Settings
from chatops.usecases.create_key import create_key
from chatops.usecases.house import House
from chatops.usecases.log_keys import LogKeys, log_keys
from chatops.usecases.rotate_key import rotate_key

_NAME = "Name of the log, as audit.example.com; default: chatops- and eight digits."
_KEY = "Path of the key's file, or URI of a key in a KMS; default: as in the settings."
_ANEW = "Begin although CHATOPS_AUDIT_FILE holds checkpoints of another log."
_NEW_KEY = "Path or URI of the new key; default: a new file in the place of the old one."


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("init", epilog="Example: chatops audit init --name audit.example.com")(init)
    app.command("rotate", epilog="Example: chatops audit rotate")(rotate)
    app.command("key", epilog="Example: chatops audit key > keys.txt")(key_)


def init(
    *,
    name: Annotated[str | None, typer.Option(help=_NAME)] = None,
    key: Annotated[str | None, typer.Option(help=_KEY)] = None,
    begin_anew: Annotated[bool, typer.Option(help=_ANEW)] = False,
) -> None:
    """Give the audit log its key. The public one is printed; exit code 1 where it has one."""
    setting = settings()
    where = _named(key) or setting.audit_key
    with house() as one:
        keys = _keys(one)
        if keys.current is not None:
            _has_one(keys, keys.current, where, setting)
        made = missing(where, setting.chatops_data_dir)
        signer = take(where, setting.chatops_data_dir, name)
        with _removed_if_refused(one, made, signer.public):
            create_key(one, signer, f"cli:{user()}", anew=begin_anew)
    sys.stdout.write(f"{signer.public.vkey}\n")
    say.note(f"The audit log is sealed with the key {signer.public.id.hex()} from now on.")
    say.note("Above is the public key: give it to your auditors. It is no secret.")
    _tell_where(where, setting)


def rotate(*, key: Annotated[str | None, typer.Option(help=_NEW_KEY)] = None) -> None:
    """Let a new key seal the audit log. What the old one sealed stays proved."""
    setting, key = settings(), _named(key)
    with house() as one:
        keys, current = _known(one)
        if key is None and not is_uri(setting.audit_key):
            done = _in_place(one, keys, current, Path(setting.audit_key))
        else:
            done = _elsewhere(one, keys, current, key or setting.audit_key)
    sys.stdout.write(f"{done.after.vkey}\n")
    old, new = done.before.id.hex(), done.after.id.hex()
    entries = say.many(done.size, "entry", "entries")
    say.note(f"From {entries} on the audit log is sealed with the key {new}.")
    say.note(f"Above is its public key. Auditors who know {old} can check that it took over.")
    if key is None:
        kept = old_path(Path(setting.audit_key), done.before)
        say.note(f"The old private key is {kept}. Nothing needs it any more: remove it.")
    _tell_where(key or setting.audit_key, setting)


def key_(
    *,
    every: Annotated[bool, typer.Option("--all", help="Tell of replaced keys, too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print the audit log's present public key, for auditors and deploys.

    Replaced keys stand behind a #: none of them is a key to trust any more.
    """
    with house() as one:
        keys, current = _known(one)
    earlier = keys.earlier()[::-1] if every else ()
    if as_json:
        told = [{"key": current.vkey, "signs_up_to": None}]
        say.as_json(
            told + [{"key": each.before.vkey, "signs_up_to": each.size} for each in earlier]
        )
        return
    sys.stdout.write(f"{current.vkey}\n")
    for each in earlier:
        entries = say.many(each.size, "entry", "entries")
        sys.stdout.write(f"# replaced at {entries}: {each.before.vkey}\n")


def _keys(one: House) -> LogKeys:
    with one.store.reading() as reading:
        return log_keys(reading)


def _known(one: House) -> tuple[LogKeys, PublicKey]:
    """Return the keys and the present one; stop where there is none."""
    keys = _keys(one)
    if keys.current is None:
        say.error("The audit log has no key yet: chatops audit init")
        raise typer.Exit(NO)
    return keys, keys.current


def _named(key: str | None) -> str | None:
    if key is not None and not key.strip():
        raise Refused("bad_usage", "--key names neither a file nor a URI.")
    return key


def _has_one(keys: LogKeys, current: PublicKey, where: str, setting: Settings) -> None:
    """Say that the log has a key, and stop; a public key that got lost is written again."""
    told, is_restored = f"The audit log has a key already: {current.vkey}", False
    replaced = [one.before for one in keys.earlier()]
    try:
        is_restored = restore_public(where, setting.chatops_data_dir, current, replaced)
    except Refused as refused:
        told = f"{told}. {refused.sentence}"
    say.error(told)
    if is_restored:
        say.note("Its public key was missing beside the private one, and was written there.")
    raise typer.Exit(NO)


@contextmanager
def _removed_if_refused(one: House, made: Iterable[Path], public: PublicKey) -> Iterator[None]:
    """Remove the files of a key that was made for nothing."""
    try:
        yield
    except Refused:
        if _keys(one).current != public:
            for path in made:
                path.unlink(missing_ok=True)
        raise


def _in_place(one: House, keys: LogKeys, current: PublicKey, path: Path) -> Rotation:
    """Put a new file in the place of the old one, or end what a crash interrupted."""
    if is_waiting(path, current):
        done = keys.earlier()[-1]
    else:
        new = str(next_path(path))
        made = missing(new, path.parent)
        after = take(new, path.parent, current.name)
        with _removed_if_refused(one, made, after.public):
            done = rotate_key(one, after, f"cli:{user()}")
    switch(path, done.before)
    return done


def _elsewhere(one: House, keys: LogKeys, current: PublicKey, where: str) -> Rotation:
    """Take the key of another path or URI; it may be the log's since a run that was interrupted."""
    setting = settings()
    made = missing(where, setting.chatops_data_dir)
    after = take(where, setting.chatops_data_dir, current.name)
    if after.public == current and keys.rotations and where != setting.audit_key:
        return keys.earlier()[-1]
    with _removed_if_refused(one, made, after.public):
        return rotate_key(one, after, f"cli:{user()}")


def _tell_where(where: str, setting: Settings) -> None:
    if is_uri(where):
        say.note(f"The private key stays in {where}.")
    else:
        say.note(f"The private key is {where}: back it up, apart from the database.")
        say.note("Whoever has it can sign for this log; without it nobody can, ever again.")
    if where != setting.audit_key:
        say.note(f"Set CHATOPS_AUDIT_KEY={where} and start the service anew.")
