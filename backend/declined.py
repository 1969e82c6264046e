"""What cannot be done for a citizen, told in a finished sentence."""


class Declined(Exception):
    """A request that was understood and cannot be met.

    ``code`` is stable and for programs, ``detail`` a Vietnamese sentence for the person without personal data, ``fields`` the
    form fields it is about; ``attempts_left`` is set after a wrong OTP; ``choices``: what could be meant, title and value of each.
    """

    def __init__(
        self,
        code: str,
        detail: str,
        fields: tuple[str, ...] = (),
        *,
        attempts_left: int | None = None,
        choices: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.fields = fields
        self.attempts_left = attempts_left
        self.choices = choices
