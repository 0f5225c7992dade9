"""`python -m chatops` is `chatops`."""

from chatops.cli import main

if __name__ == "__main__":  # the processes that verify a long log import this, too
    main()
