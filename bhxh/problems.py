"""What is wrong with a value that a person gave."""


class InvalidValue(ValueError):
    """A value that a person typed and that cannot be taken.

    ``code`` is stable and for programs ("card.length"), ``detail`` is one finished Vietnamese sentence for the person
    that never repeats the value itself, and ``example`` shows a good one (made up).
    """

    def __init__(self, code: str, detail: str, example: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.example = example
