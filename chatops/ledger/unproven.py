"""The one failure of everything that is read or checked here: malformed, forged, or not the same.

Who verifies meets bytes of strangers. Whatever is wrong with them ends in this one exception, with
a sentence that says what.
"""


class Unproven(Exception):  # noqa: N818 - says what the outcome is
    """It could not be read, or it does not prove what it has to; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
