"""Pages as PDF/UA on A4, made by WeasyPrint with our own fonts in them.

WeasyPrint needs the system library Pango; where that is missing (`unavailable`) callers serve the page for the browser to print.
"""

import threading
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, cast

from werkzeug.exceptions import ServiceUnavailable

_FONTS: Final = Path(__file__).with_name("fonts") / "fonts.css"

# Laying out one page takes about 0.1 s of CPU and WeasyPrint's font configuration is shared: one at a time.
_press = threading.Lock()
# Pages share a pool of threads: no more of them may wait for the press than leave the others to everybody else.
_turns = threading.BoundedSemaphore(8)
_RETRY_AFTER: Final = 5


@lru_cache(maxsize=1)
def unavailable() -> str:
    """Why no PDF can be made here, for the operator; "" where it can. The first call takes about a second."""
    try:
        import weasyprint  # noqa: F401, PLC0415 - loads Pango, which may be missing, and takes long
    except (ImportError, OSError) as error:
        return str(error).strip().splitlines()[0]
    return ""


def pdf(page: str, *sheets: Path) -> bytes:
    """A page with the given style sheets as PDF/UA-1.

    Raises RuntimeError where none can be made (`unavailable`), ServiceUnavailable (503) while too many others wait for theirs.

    The page may load nothing but our own files and data URLs; another address is an error.
    """
    if unavailable():
        raise RuntimeError(unavailable())
    if not _turns.acquire(blocking=False):
        raise ServiceUnavailable(retry_after=_RETRY_AFTER)
    try:
        with _press:
            return _print(page, (_FONTS, *sheets))
    finally:
        _turns.release()


def _print(page: str, sheets: tuple[Path, ...]) -> bytes:
    import weasyprint  # noqa: PLC0415 - see unavailable()
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    fetcher = URLFetcher(allowed_protocols=("file", "data"), allow_redirects=False, fail_on_errors=True)
    fonts = FontConfiguration()
    styles = [weasyprint.CSS(filename=path, font_config=fonts, url_fetcher=fetcher) for path in sheets]
    document: Any = weasyprint.HTML(string=page, url_fetcher=fetcher)
    return cast(bytes, document.write_pdf(stylesheets=styles, font_config=fonts, pdf_variant="pdf/ua-1"))
