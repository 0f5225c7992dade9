"""A process that only verifies has the log without the rest of the store."""

import sys
from pathlib import Path
from subprocess import run

from chatops.store.database import Store
from chatops.store.log_alone import log_alone
from tests.store.acting import opened

ROOT = Path(__file__).parents[2]


def test_it_is_the_same_log(store: Store) -> None:
    opened(store)
    with log_alone(store.address) as log, store.reading() as reading:
        assert log.counts() == reading.log_walk.counts() == (1, 0, 1)
        assert list(log.unsealed()) == list(reading.log_walk.unsealed())


def test_what_takes_a_second_to_load_is_left_out() -> None:
    code = "import sys, chatops.usecases.verify_stretches; print('sqlalchemy' in sys.modules)"
    done = run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "False"
