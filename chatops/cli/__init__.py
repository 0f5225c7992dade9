"""The command line. Exit codes: 0 yes, 1 no, 2 could not tell."""

from chatops.cli.app import main

__all__ = ["main"]
