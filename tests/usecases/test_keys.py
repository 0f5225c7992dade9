"""The log gets a key and is handed over to others; only entries that fit are believed."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pytest

from chatops.core.events_audit import KEYS, KeyCreated, KeyRotated
from chatops.core.refused import Refused
from chatops.ledger.keys import PublicKey
from chatops.ledger.rotation import keyring, rotated
from chatops.ledger.unproven import Unproven
from chatops.store.database import Store
from chatops.usecases import rotate_key as rotating
from chatops.usecases.create_key import create_key
from chatops.usecases.house import House
from chatops.usecases.log_keys import LogKeys, log_keys
from chatops.usecases.rotate_key import rotate_key
from chatops.usecases.seal import seal
from tests.builders import NOW
from tests.ledger.signing import SeededSigner, signer
from tests.store.acting import at_once
from tests.store.growing import noted
from tests.usecases.sealing import house_of

ONE, TWO, THREE = (signer(seed=seed) for seed in (1, 2, 3))
CREATED = KeyCreated(ONE.public.vkey, "cli:root")


def handing(before: SeededSigner, after: SeededSigner, size: int) -> KeyRotated:
    note = rotated(before, after, size)
    return KeyRotated(before.public.vkey, after.public.vkey, size, note, "cli:root")


def keys_of(store: Store) -> LogKeys:
    with store.reading() as reading:
        return log_keys(reading)


def written(store: Store, *events: KeyCreated | KeyRotated) -> None:
    with store.transaction() as tx:
        for event in events:
            tx.note_key(event, NOW)


def tags(store: Store) -> list[str]:
    with store.reading() as reading:
        return [one.tag for one in reading.entries(KEYS)]


class TestLogKeys:
    """The entries about keys lead from the first one to the present one, or prove nothing."""

    def test_a_log_without_a_key(self, sqlite_store: Store) -> None:
        found = keys_of(sqlite_store)
        assert found == LogKeys()
        assert (found.ring().keys, found.earlier()) == ((), ())

    def test_a_chain_of_keys(self, sqlite_store: Store) -> None:
        written(sqlite_store, CREATED, handing(ONE, TWO, 3), handing(TWO, THREE, 3))
        found = keys_of(sqlite_store)
        assert (found.first, found.current) == (ONE.public, THREE.public)
        assert [one.size for one in found.earlier()] == [3, 3]
        assert set(found.ring().keys) == {ONE.public, TWO.public, THREE.public}
        assert found.ring().retired == {ONE.public: 3, TWO.public: 3}

    @pytest.mark.parametrize(
        ("events", "sentence"),
        [
            ([CREATED, CREATED], "Entry 2 is no rotation of a key that the log has."),
            ([handing(ONE, TWO, 0)], "Entry 1 is no rotation"),
            ([replace(CREATED, key="x")], "That is no public key."),
            ([CREATED, handing(TWO, THREE, 3)], "Entry 2 replaces a key that did not sign"),
            (
                [CREATED, handing(ONE, TWO, 3), handing(TWO, THREE, 2)],
                "Entry 3 takes over at fewer entries",
            ),
            (
                [CREATED, handing(ONE, TWO, 3), handing(TWO, ONE, 4)],
                "Entry 3 brings back a key that was replaced.",
            ),
            ([CREATED, replace(handing(ONE, TWO, 3), size=4)], "something else than the keys"),
            (
                [CREATED, replace(handing(ONE, TWO, 3), after=THREE.public.vkey)],
                "Entry 2 says something else than the keys signed.",
            ),
            (
                [CREATED, replace(handing(ONE, TWO, 3), before=THREE.public.vkey)],
                "Entry 2 says something else than the keys signed.",
            ),
            (
                [
                    CREATED,
                    replace(
                        handing(ONE, TWO, 3),
                        rotation=rotated(ONE, TWO, 3).rsplit("— ", 1)[0],
                    ),
                ],
                "is not signed by both keys",
            ),
            ([CREATED, replace(handing(ONE, TWO, 3), rotation="")], "A signed note ends in"),
            (
                [CREATED, replace(handing(ONE, TWO, 3), rotation=None)],  # type: ignore[arg-type]
                "An entry lacks something.",
            ),
        ],
    )
    def test_entries_that_do_not_fit(
        self, events: list[Any], sentence: str, sqlite_store: Store
    ) -> None:
        written(sqlite_store, *events)
        with pytest.raises(Refused) as refused:
            keys_of(sqlite_store)
        assert refused.value.code == "tampered"
        assert refused.value.sentence.startswith("The entries about the log's keys do not fit")
        assert sentence in refused.value.sentence

    def test_each_signature_is_checked_once(
        self, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        written(sqlite_store, CREATED, handing(ONE, TWO, 3), handing(TWO, THREE, 3))
        checked = list[bytes]()
        right = PublicKey.verifies

        def verifies(key: PublicKey, message: bytes, signature: bytes) -> bool:
            checked.append(signature)
            return right(key, message, signature)

        monkeypatch.setattr(PublicKey, "verifies", verifies)
        found = keys_of(sqlite_store)
        assert (len(found.earlier()), len(found.ring().keys)) == (2, 3)
        assert len(checked) == 4


class TestCreateKey:
    """The first key is written down once, and only if it signs."""

    def test_once(self, store: Store) -> None:
        create_key(house_of(store), ONE, "cli:root")
        with pytest.raises(Refused, match="has a key already: log") as refused:
            create_key(house_of(store), TWO, "cli:root")
        assert refused.value.code == "has_key"
        assert keys_of(store) == LogKeys(ONE.public, ONE.public)
        assert tags(store) == ["key:created"]

    def test_of_several_at_once_one_is_the_first(self, store: Store) -> None:
        house = house_of(store)
        results = at_once([partial(create_key, house, one, "x") for one in (ONE, TWO)])
        assert sorted(map(str, map(type, results))) == sorted(map(str, [type(None), Refused]))
        assert tags(store) == ["key:created"]

    def test_one_that_signs_with_another_is_refused(self, sqlite_store: Store) -> None:
        with pytest.raises(Refused) as refused:
            create_key(house_of(sqlite_store), replace(ONE, public=TWO.public), "cli:root")
        assert refused.value.code == "no_signature"
        assert tags(sqlite_store) == []


@dataclass
class Changing:
    """A house whose key is changed in the midst of things."""

    signer: SeededSigner | None = ONE

    def house(self, store: Store) -> House:
        return house_of(store, lambda: self.signer)


class TestRotateKey:
    """Both keys sign at which size the log changes hands; what was sealed stays proved."""

    def test_old_checkpoints_stay_good_and_the_old_key_seals_no_more(self, store: Store) -> None:
        changing = Changing()
        house = changing.house(store)
        create_key(house, ONE, "cli:root")
        noted(store, 2)
        done = rotate_key(house, TWO, "cli:ada")
        assert (done.before, done.after, done.size) == (ONE.public, TWO.public, 3)
        with pytest.raises(Refused, match="is not that of the log") as refused:
            seal(house)
        assert refused.value.code == "other_key"
        changing.signer = TWO
        seal(house)
        with store.reading() as reading:
            old, new = reading.log.checkpoints(0, 9)
        found = keys_of(store)
        for trusted in (ONE, TWO):
            ring = keyring([trusted.public], found.rotations)
            assert [ring.inside(one.note).size for one in (old, new)] == [3, 4]
            assert ring.checkpoint(new.note).size == 4
        assert found.ring().checkpoint(old.note).size == 3
        with pytest.raises(Unproven, match="a key that was replaced at 3 entries"):
            keyring([TWO.public], found.rotations).checkpoint(old.note)

    @pytest.mark.parametrize(
        ("here", "after", "code", "sentence"),
        [
            (None, TWO, "no_key", "is not here. Restore it from a backup."),
            (ONE, ONE, "has_key", "This key seals the audit log already"),
            (TWO, THREE, "other_key", "The key here, log.example+"),
            (ONE, signer("other", 2), "other_key", "is of the log “other”, not of “log.example”"),
        ],
    )
    def test_what_is_refused(
        self,
        here: SeededSigner | None,
        after: SeededSigner,
        code: str,
        sentence: str,
        sqlite_store: Store,
    ) -> None:
        written(sqlite_store, CREATED)
        with pytest.raises(Refused) as refused:
            rotate_key(Changing(here).house(sqlite_store), after, "cli:root")
        assert (refused.value.code, sentence in refused.value.sentence) == (code, True)
        assert tags(sqlite_store) == ["key:created"]

    def test_more_keys_than_anybody_reads(
        self, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(rotating, "MOST_ROTATIONS", 1)
        written(sqlite_store, CREATED, handing(ONE, TWO, 0))
        with pytest.raises(Refused, match="The log has had 2 keys") as refused:
            rotate_key(Changing(TWO).house(sqlite_store), THREE, "cli:root")
        assert refused.value.code == "too_many_keys"

    def test_a_log_without_a_key(self, sqlite_store: Store) -> None:
        with pytest.raises(Refused, match="has no key yet"):
            rotate_key(house_of(sqlite_store), TWO, "cli:root")

    def test_of_two_at_once_one_takes_over(self, store: Store) -> None:
        written(store, CREATED)
        house = house_of(store)
        results = at_once([partial(rotate_key, house, one, "x") for one in (TWO, THREE)])
        (refused,) = (one for one in results if isinstance(one, Exception))
        assert isinstance(refused, Refused)
        assert refused.code == "other_key"
        assert len(keys_of(store).rotations) == 1

    def test_while_others_write_and_seal_no_checkpoint_becomes_worthless(
        self, store: Store
    ) -> None:
        written(store, CREATED)
        house = house_of(store)

        def seals() -> set[str]:
            codes = set[str]()
            for _ in range(15):
                noted(store, 1)
                try:
                    seal(house)
                except Refused as refused:
                    codes.add(refused.code)
            return codes

        results = at_once([seals, lambda: rotate_key(house, TWO, "cli:root"), seals])
        assert results[0] | results[2] <= {"other_key"}
        seal(house_of(store, lambda: TWO))
        ring = keys_of(store).ring()
        with store.reading() as reading:
            sizes = [ring.checkpoint(one.note).size for one in reading.log.checkpoints(0, 99)]
        assert sizes[-1] == 32
        assert ring.retired == {ONE.public: results[1].size}

    def test_a_log_that_grows_all_the_time_is_left_to_its_key(self, sqlite_store: Store) -> None:
        written(sqlite_store, CREATED)
        house = house_of(sqlite_store)

        class Slow(SeededSigner):
            def sign(self, message: bytes) -> bytes:
                noted(sqlite_store, 1)
                seal(house)
                return super().sign(message)

        slow = Slow(TWO.public, TWO.private)
        with pytest.raises(Refused, match="Try again") as refused:
            rotate_key(house, slow, "cli:root")
        assert refused.value.code == "busy"
        assert keys_of(sqlite_store).current == ONE.public
