"""A sealed log with everything in it, and its export."""

from chatops.usecases.check_wanted import Wanted
from chatops.usecases.create_key import create_key
from chatops.usecases.export_log import export_log
from chatops.usecases.seal import seal
from tests.ledger.signing import signer
from tests.usecases.everything import tell
from tests.usecases.stage import Stage


def story(house: Stage) -> None:
    """Let everything happen on a stage of `directing`, sealed a few times meanwhile."""
    house.signer = signer
    create_key(house.house, signer(), "cli:root")
    house.opens()
    seal(house.house)
    tell(house)
    seal(house.house)


def exported(house: Stage, wanted: Wanted | None = None) -> list[bytes]:
    return list(export_log(house.house, wanted or Wanted(), "cli:root", lambda *_: None))
