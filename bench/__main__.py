"""`make bench`: run every measurement and print one table.

`python -m bench evaluate click` runs only the modules named.
"""

import importlib
import sys

from rich.console import Console
from rich.table import Table

MODULES = (
    *("evaluate", "feasible", "simulate", "simulate_store", "click"),
    *("store_sqlite", "store_postgres", "gate", "home", "card", "outbox", "chase", "digest"),
    *("seal", "proof", "verify"),
)


def main(names: tuple[str, ...]) -> None:
    """Run the named modules; a row is (what, ours, limit, ratio, aim)."""
    table = Table("what", "ours", "limit", "ratio", "aim")
    for column in table.columns[1:4]:
        column.justify = "right"
    console = Console(width=120)
    for name in names:
        console.print(f"measuring {name} ...", style="dim")
        for what, ours, limit, ratio, aim in importlib.import_module(f"bench.{name}").rows():
            table.add_row(what, f"{ours:,.1f}", f"{limit:,.1f}", f"{ratio:.2f}", aim)
    console.print(table)


if __name__ == "__main__":
    main(tuple(sys.argv[1:]) or MODULES)
