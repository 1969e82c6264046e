"""A stay in hospital with sixty lines of drugs and services, as XML 4750 brings it: on the page and on paper."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from backend.config import BackendConfig
from backend.importing.run import import_file
from backend.kcb.importing import VISITS_XML, Envelope
from tests.backend.importing import files
from tests.backend.personal.conftest import TUAN, LogIn, visits_of
from tests.backend.personal.test_pages import words

LINES = 60
PRICE = 1_250_000
TOTAL = "75.000.000 đ"
NAME = "Lactobacillus acidophilus + Bifidobacterium longum + Streptococcus thermophilus"


def stay(folder: Path) -> Path:
    """An envelope with one dossier of `LINES` drugs; the fund pays four fifths of each."""
    drugs = [
        {
            "TEN_THUOC": f"{NAME} loại {number}", "HAM_LUONG": "(10mg + 20mg + 5mg)/5ml", "DON_VI_TINH": "Bút tiêm", "SO_LUONG": "10",
            "DON_GIA": "125000", "T_BHTT": f"{PRICE * 4 // 5}", "T_BNCCT": f"{PRICE // 5}", "T_BNTT": "0", "T_NGUONKHAC": "0",
        }
        for number in range(1, LINES + 1)
    ]  # fmt: skip
    dossier = files.xml1(
        MA_LK="long",
        MA_THE_BHYT=f"DN479{TUAN}",
        NGAY_VAO="202610010830",
        NGAY_RA="202610121015",
        T_TONGCHI_BV=str(LINES * PRICE),
        T_BHTT=str(LINES * PRICE * 4 // 5),
        T_BNCCT=str(LINES * PRICE // 5),
        T_BNTT="0",
    )
    return files.write(folder, files.dossiers([{"XML1": dossier, "XML2": files.xml2(*drugs)}]), "hoso.xml")


@pytest.mark.only_on("sqlite")
def test_the_sum_is_told_first_and_printed_once(log_in: LogIn, config: BackendConfig, tmp_path: Path) -> None:
    file = stay(tmp_path)
    assert import_file(config, VISITS_XML, file, None, source=Envelope.open(file)).rejected == 0
    browser = log_in(TUAN)
    (visit,) = [one for one in visits_of(browser) if NAME in browser.get(f"/tai-khoan/so-kcb/{one}").text]
    page = words(browser.get(f"/tai-khoan/so-kcb/{visit}").text)
    assert page.count(NAME) == LINES and page.index(TOTAL) < page.index(NAME)
    if (pdftotext := shutil.which("pdftotext")) is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    printed = tmp_path / "visit.pdf"
    printed.write_bytes(browser.get(f"/tai-khoan/so-kcb/{visit}.pdf").data)
    paper = subprocess.run([pdftotext, "-layout", str(printed), "-"], check=True, capture_output=True, text=True).stdout
    assert paper.count("\f") > 2, "one sheet would prove nothing"
    rows = [line for line in paper.splitlines() if line.startswith("Tổng chi phí")]
    assert len(rows) == 2 and all(TOTAL in row for row in rows), "at the top and below the last line, not on each sheet"
