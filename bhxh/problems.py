"""What is wrong with a value that a person gave."""


class InvalidValue(ValueError):
    """A value that a person typed and that cannot be taken.

    ``code`` is stable and for programs ("card.length"), ``detail`` is one finished Vietnamese sentence for the person
    that never repeats the value itself, and ``example`` shows a good one (made up). ``options``: what could be meant, each of
    them a value that would be taken.
    """

    def __init__(self, code: str, detail: str, example: str = "", options: tuple[str, ...] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.example = example
        self.options = options
