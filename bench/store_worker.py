"""One process of the PostgreSQL benchmark: decides in its threads whenever it is told to.

It works on the first `CHANGES` changes; the others are the limit's. All processes share them,
so that each finds changes that another one has touched since.
"""

import itertools
import sys
import time

from bench.store_work import click, house, in_threads
from chatops.store.database import open_store

CHANGES = 1000
SECONDS = 2.0


def work(url: str, who: str, threads: int) -> None:
    """Be a worker: answer each line on standard input with decisions a second."""
    store = open_store(url)
    here, run = house(store), itertools.count()
    turns = dict.fromkeys(range(1, CHANGES + 1), -1)
    print("ready", flush=True)
    for _ in sys.stdin:
        name = f"{who} {next(run)}"
        done = [0] * threads
        end = time.perf_counter() + SECONDS

        def decide_on(
            index: int, name: str = name, done: list[int] = done, end: float = end
        ) -> None:
            numbers = itertools.cycle(range(index + 1, CHANGES + 1, threads))
            while time.perf_counter() < end:
                number = next(numbers)
                turns[number] += 1
                click(here, number, f"{name} {index} {done[index]}", who=who, turn=turns[number])
                done[index] += 1

        seconds = in_threads(threads, decide_on)
        print(sum(done) / seconds, flush=True)
    store.close()


if __name__ == "__main__":
    work(sys.argv[1], sys.argv[2], int(sys.argv[3]))
