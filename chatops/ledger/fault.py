"""What is wrong with the log, as whoever verifies it is told."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """`where` names the first wrong thing (`entry 3 of CR-1`); `sentence` says what is wrong."""

    where: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}"
