"""The one expected failure: a rule said no, and says why."""


class Refused(Exception):  # noqa: N818 - the product's word; it is an answer, not an error
    """A request that the rules refuse.

    `code` is for programs, `sentence` for the person, `field` names the input it belongs to;
    `mend` is what to do about it by itself, where that can be told.
    """

    def __init__(
        self, code: str, sentence: str, *, field: str | None = None, mend: str = ""
    ) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.field = field
        self.mend = mend


class Invalid(Refused):  # a form with several mistakes, each under its own field
    """Input that has to be mended: `mistakes` maps a field's name to the sentence under it."""

    def __init__(self, mistakes: dict[str, str]) -> None:
        field, sentence = next(iter(mistakes.items()))
        super().__init__("invalid_input", sentence, field=field)
        self.mistakes = mistakes
