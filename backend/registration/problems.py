"""What the registration cannot do for a citizen, told in a finished sentence."""


class Declined(Exception):
    """A request that was understood and cannot be met.

    ``code`` is stable and for programs, ``detail`` a Vietnamese sentence for the person without personal data, ``fields`` the
    form fields it is about.
    """

    def __init__(self, code: str, detail: str, fields: tuple[str, ...] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.fields = fields
