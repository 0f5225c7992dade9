"""What every command needs: settings, the house, and the errors that people can mend."""

import getpass
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from chatops.cli import say
from chatops.core.refused import Invalid, Refused
from chatops.files.mistakes import Unreadable
from chatops.settings import BadSettings, Settings, load
from chatops.store.database import UNAVAILABLE
from chatops.usecases.house import House

YES, NO, COULD_NOT_TELL = 0, 1, 2
_COULD_NOT_TELL = {
    "bad_audit_key",
    "cannot_tell",
    "no_git",
    "no_signature",
    "old_schema",
    "port_taken",
    "stopped",
    "tampered",
    "unknown_digest",
    "unreadable_file",
    "unreadable_repository",
    "no_repository",
    "bad_usage",
}
Key = Annotated[
    str, typer.Argument(help="Key of the change, as CR-1.", callback=lambda given: given.upper())
]
_Usage: type[Exception] = typer.BadParameter.__mro__[
    2
]  # ClickException, which typer does not name itself
_OPTIONS = {
    "degree": "--ai",
    "requester": "--as",
    "labels": "--label",
    "key": "KEY",
}


def settings() -> Settings:
    """Return the settings of the environment and `.env`."""
    return load(os.environ)


@contextmanager
def house() -> Iterator[House]:
    """Open the house of these settings."""
    from chatops import bootstrap  # noqa: PLC0415 - imports every room: only where it is needed

    with bootstrap.house(settings()) as opened:
        yield opened


def user() -> str:
    """Return who calls, as the operating system knows them, whatever their environment says."""
    try:
        import pwd  # noqa: PLC0415 - only where there is one
    except ImportError:
        return getpass.getuser()
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container that runs under any number
        return str(os.getuid())


def option(field: str | None) -> str:
    """Return the option that a field of the rules belongs to."""
    name = field or ""
    return _OPTIONS.get(name, f"--{name.replace('_', '-')}")


@contextmanager
def mending() -> Iterator[None]:
    """Turn every failure that somebody can mend into its line and exit code."""
    try:
        yield
    except _Usage as error:
        _usage(error)
    except (Refused, BadSettings) as error:
        raise typer.Exit(_told(error)) from None
    except UNAVAILABLE as error:
        say.error(f"The database cannot be used: {_first_line(error)}. Check it: chatops doctor")
    except sqlite3.DatabaseError as error:
        say.error(f"The database file cannot be used: {error}. Restore it from a backup.")
    except (BrokenPipeError, KeyboardInterrupt):
        pass
    except (OSError, ValueError) as error:
        say.error(f"{_first_line(error)}")
    else:
        return
    raise typer.Exit(COULD_NOT_TELL)


def _usage(error: Any) -> None:
    context: Any = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        sys.stderr.write(f"{context.get_help()}\n")
        return
    path = context.command_path if context else "chatops"
    say.error(f"{error.format_message()} Try: {path} --help")


def _told(error: Refused | BadSettings) -> int:
    if isinstance(error, BadSettings | Unreadable):
        for text in error.lines:
            say.error(text)
        return COULD_NOT_TELL
    if isinstance(error, Invalid):
        for field, sentence in error.mistakes.items():
            say.error(f"{option(field)}: {sentence}")
        return NO
    say.error(error.sentence)
    return COULD_NOT_TELL if error.code in _COULD_NOT_TELL else NO


def _first_line(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror}"
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    return (lines[0] if lines else type(error).__name__).rstrip(".")
