"""The command line. Exit codes: 0 yes, 1 no, 2 could not tell."""


def main() -> None:
    """Run one command of this process's arguments and exit with its code."""
    # Imported here: the processes that verify a long log import this module, and no command.
    from chatops.cli import app  # noqa: PLC0415

    app.main()
