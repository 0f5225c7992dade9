"""Whoever seals does not sign a second past of a log: a file beside the database knows the first.

The file outlives a database that was emptied, restored from an older copy, or forked.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from chatops.core.check import Health
from chatops.core.refused import Refused
from chatops.files.witness import WitnessFile
from chatops.store.database import open_store
from chatops.usecases.create_key import create_key
from chatops.usecases.doctor_log import doctor_log
from chatops.usecases.examine_witnesses import examine_witnesses
from chatops.usecases.house import House
from chatops.usecases.ready import ready
from chatops.usecases.seal import seal
from chatops.usecases.sealing import sealing
from chatops.usecases.tell_witnesses import Witnesses, tell_witnesses
from tests.databases import empty_database
from tests.ledger.signing import signer
from tests.store.growing import noted
from tests.usecases.sealing import check_sealed, house_of, keyed


@dataclass
class Place:
    """A database file, a copy of it from an earlier day, and the file of checkpoints."""

    folder: Path

    def __post_init__(self) -> None:
        self.file = WitnessFile(self.folder / "checkpoints.txt")
        empty_database(self.folder)
        self.open()
        keyed(self.house.store)
        self.seals()
        self.house.store.close()
        shutil.copy(self.folder / "chatops.db", self.folder / "copy.db")
        self.open()
        for _ in range(2):
            self.seals()

    def open(self) -> None:
        store = open_store(f"sqlite:///{self.folder}/chatops.db")
        self.house = replace(house_of(store), witnessed=self.file.seen)

    def seals(self) -> None:
        noted(self.house.store, 1)
        seal(self.house)
        tell_witnesses(self.house, Witnesses(file=self.file))

    def restored(self) -> None:
        """The copy takes the place of the database."""
        self.house.store.close()
        for one in self.folder.glob("chatops.db*"):
            one.unlink()
        shutil.copy(self.folder / "copy.db", self.folder / "chatops.db")
        self.open()

    def emptied(self) -> None:
        self.house.store.close()
        for one in self.folder.glob("chatops.db*"):
            one.unlink()
        empty_database(self.folder)
        self.open()

    def forked(self) -> None:
        """Restored, and sealed by somebody without the file until it is longer than before."""
        self.restored()
        blind = replace(self.house, witnessed=lambda _: None)
        for _ in range(3):
            noted(self.house.store, 2)
            seal(blind)

    def emptied_with_the_same_key(self) -> None:
        self.emptied()
        keyed(self.house.store)

    def regrown(self) -> None:
        """Emptied, and sealed anew by somebody without the file, up to the very same size."""
        self.emptied_with_the_same_key()
        noted(self.house.store, 3, by="cli:eve")
        seal(replace(self.house, witnessed=lambda _: None))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def code_of(work: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        work()
    return refused.value.code, refused.value.sentence


def sizes(house: House) -> list[int]:
    with house.store.reading() as reading:
        return [reading.log.size(), *(one.size for one in reading.log.checkpoints(0, 99))]


def test_what_the_file_tells_is_sealed_on(place: Place) -> None:
    place.seals()
    assert len(check_sealed(place.house.store)) == 5
    assert examined(place.house, place)["witness file"] is Health.OK


def examined(house: House, place: Place) -> dict[str, Health]:
    return {one.name: one.health for one in examine_witnesses(house, Witnesses(file=place.file))}


@pytest.mark.parametrize(
    "lose",
    [Place.restored, Place.emptied_with_the_same_key, Place.forked, Place.regrown],
    ids=lambda one: one.__name__,
)
def test_a_log_that_lacks_what_the_file_tells_is_not_signed(
    place: Place, lose: Callable[[Place], None]
) -> None:
    lose(place)
    noted(place.house.store, 1)
    before = sizes(place.house)
    code, sentence = code_of(lambda: seal(place.house))
    told = "CHATOPS_AUDIT_FILE holds a checkpoint of 4 entries that this log never had"
    assert (code, sentence.startswith(told)) == ("split_view", True)
    assert sizes(place.house) == before
    assert examined(place.house, place)["witness file"] is Health.FAIL
    with place.house.store.reading() as reading:
        (key,) = (one for one in doctor_log(place.house, reading) if one.name == "audit key")
    assert (key.health, key.sentence) == (Health.FAIL, sentence)
    assert "Restore the right database" in key.mend
    assert sentence in ready(place.house).sealing


def test_in_an_emptied_database_no_key_is_written_down_unless_it_is_begun_anew(
    place: Place,
) -> None:
    place.emptied()
    house = place.house
    assert examined(house, place) == {"witness file": Health.FAIL}
    with house.store.reading() as reading:
        assert "that this log never had" in sealing(house, reading).why
    for anew in (False, True):
        code, sentence = code_of(lambda: create_key(house, signer(), "x", anew=anew))  # noqa: B023
        assert (code, "restored from an older copy" in sentence) == ("split_view", True)
    other = signer("other.example", 2)
    code, sentence = code_of(lambda: create_key(house, other, "x"))
    assert (code, "begin anew with --begin-anew" in sentence) == ("split_view", True)
    create_key(house, other, "x", anew=True)
    house = replace(house, signer=lambda: other)
    assert seal(house)
    assert examined(house, place) == {"witness file": Health.OK, "witnesses": Health.WARN}


def test_a_file_that_cannot_be_read_keeps_nobody_from_sealing(place: Place) -> None:
    path = place.folder / "checkpoints.txt"
    path.write_text(path.read_text().replace("— log.example ", "— log.example A"))
    noted(place.house.store, 1)
    assert seal(place.house)
    assert examined(place.house, place)["witness file"] is Health.FAIL


def test_another_one_that_sealed_just_now_is_no_alarm(place: Place) -> None:
    with place.house.store.reading() as reading:
        assert reading.log.size() == 4
        place.seals()
        assert sealing(place.house, reading).why == ""


def test_a_rotation_that_was_interrupted_is_told_with_what_ends_it(place: Place) -> None:
    def mismatched() -> None:
        raise Refused("bad_audit_key", "The public key does not belong to it.")

    def nobody() -> None:
        return None

    for here in (lambda: signer(seed=2), nobody, mismatched):
        house = replace(place.house, signer=here, next_key=lambda: signer().public)
        with house.store.reading() as reading:
            state = sealing(house, reading)
        told = "A rotation was interrupted: chatops audit rotate"
        assert (state.why, state.mend) == (told, "chatops audit rotate")
        assert ready(house).sealing == f"Sealed entries: 4; waiting: none. {told}"
        if here is not nobody:  # without any there is nothing to seal with
            assert code_of(lambda: seal(house)) == ("other_key", told)  # noqa: B023
    for waits in (lambda: None, lambda: signer(seed=3).public):
        house = replace(place.house, signer=lambda: signer(seed=2), next_key=waits)
        assert code_of(lambda: seal(house))[1].startswith("The key here, log.example+")  # noqa: B023
