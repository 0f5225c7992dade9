"""The log has to hold what the file of checkpoints beside it tells, or it is not signed."""

from chatops.core.refused import Refused
from chatops.store.log import Log
from chatops.usecases.witnessed_size import witnessed_size

_MEND = (
    "Restore the right database. If it is lost for good, tell your auditors, and name a new file "
    "in CHATOPS_AUDIT_FILE."
)


def check_witnessed(seen: str | None, log: Log) -> None:
    """Raise `Refused("split_view")` where the log never had this checkpoint.

    `seen` has to be read before the snapshot of the log begins.
    """
    try:
        witnessed_size(seen or "", log)
    except Refused as refused:
        if refused.code != "split_view":
            return  # a file that cannot be read keeps nobody from sealing: the doctor tells
        told = refused.sentence.replace("It holds", "CHATOPS_AUDIT_FILE holds", 1)
        sentence = f"{told} Nothing is signed. {_MEND}"
        raise Refused("split_view", sentence, mend=_MEND) from None
