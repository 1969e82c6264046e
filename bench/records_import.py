"""`bhxh import` of each kind: rows per second from the file to the commit, on the clock and of all processes' processor time, and memory.

    .venv/bin/python -m bench.records_import [--people 200000] [--runs 3] [--postgresql] [--processes N]

Files are made of the demo's people. Each run is a process of its own on a database with the people in it (for `participants` an empty
one). A run counts only when every row was stored, and nothing changed when it came again.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from backend import demo
from backend.config import BackendConfig
from backend.database import Database
from backend.demo.files import VISIT_COLUMNS
from backend.importing.run import import_file
from backend.kcb.importing import VISITS, VISITS_XML, Envelope
from backend.participants.importing import BENEFITS, CARDS, PARTICIPATION, PEOPLE
from bench.figures import spread
from bench.progress import own_postgres
from kit.crypto import new_keyset

KINDS = {
    "participants": PEOPLE,
    "cards": CARDS,
    "participation": PARTICIPATION,
    "benefits": BENEFITS,
    "kcb": VISITS,
    "kcb-xml": VISITS_XML,
}


def make_files(folder: Path, people: int) -> dict[str, Path]:
    """One file of each kind."""
    paths = {name: folder / f"{name}.csv" for name in KINDS if name != "kcb-xml"}
    raw = folder / "visits.csv"
    with (
        paths["participants"].open("w", encoding="utf-8", newline="") as file,
        raw.open("w", encoding="utf-8", newline="") as visits,
    ):
        demo.write_csv(file, people, visits=visits)
    rows = {name: _writer(paths[name], KINDS[name].columns) for name in ("cards", "participation", "benefits")}
    with paths["participants"].open(encoding="utf-8", newline="") as file, contextlib.ExitStack() as open_files:
        writers = {name: open_files.enter_context(writer) for name, writer in rows.items()}
        for number, person in enumerate(csv.DictReader(file)):
            code = person["ma_so_bhxh"]
            writers["cards"].writerow(
                (person["so_the_bhyt"], "2026-01-01", "2026-12-31", "Bệnh viện Nguyễn Trãi", "2015-08-01")
            )
            writers["participation"].writerow(
                (code, "bhxh", "2015-03", f"Công ty {number % 500}", "", "Thợ may", "Quận 5", 9_000_000, 8_000_000, 0)
            )
            writers["benefits"].writerow(
                (
                    code,
                    "odts",
                    f"{number}/QĐ-BHXH",
                    "2024-04-02",
                    "Ốm đau",
                    "2024-03-01",
                    3_106_250,
                    "Đã chi trả",
                    "2024-03-09",
                    "",
                    "",
                    "",
                )
            )
    paths["kcb"], paths["kcb-xml"] = _visits(raw, folder)
    return paths


@contextlib.contextmanager
def _writer(path: Path, columns: tuple[str, ...]):  # type: ignore[no-untyped-def]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        yield writer


def _visits(raw: Path, folder: Path) -> tuple[Path, Path]:
    """The demo's visits with numbers of their own, as CSV and in an envelope."""
    columns = ("ma_lk", "ma_cskcb", *VISIT_COLUMNS)
    listed, envelope = folder / "kcb.csv", folder / "kcb.xml"
    with raw.open(encoding="utf-8", newline="") as file, listed.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(columns)
        with envelope.open("w", encoding="utf-8") as xml:
            xml.write('<?xml version="1.0" encoding="utf-8"?><GIAMDINHHS><THONGTINHOSO><DANHSACHHOSO>')
            for number, visit in enumerate(csv.DictReader(file)):
                writer.writerow((f"LK{number}", "79024", *visit.values()))
                xml.write(_dossier(number, visit))
            xml.write("</DANHSACHHOSO></THONGTINHOSO></GIAMDINHHS>")
    return listed, envelope


def _dossier(number: int, visit: dict[str, str]) -> str:
    """An XML1 part of the size of a real one: besides the fields that are read some forty that are not."""
    fields = {
        "MA_LK": f"LK{number}",
        "MA_CSKCB": "79024",
        "MA_THE_BHYT": f"DN479{visit['ma_so_bhxh']}",
        "NGAY_VAO": visit["ngay_vao"].replace("-", "") + "0800",
        "NGAY_RA": visit["ngay_ra"].replace("-", "") + "1700",
        "MA_BENH_CHINH": visit["ma_benh"],
        "CHAN_DOAN_RV": visit["ten_benh"],
        "MA_LOAI_KCB": "01",
        "T_TONGCHI_BV": visit["tong_chi_phi"],
        "T_BHTT": visit["bh_thanh_toan"],
        "T_BNCCT": visit["bn_cung_chi_tra"],
        "T_BNTT": visit["bn_tu_tra"],
        **{f"TRUONG_{extra}": "khong dung den" for extra in range(50)},
    }
    part = "<TONG_HOP>" + "".join(f"<{name}>{value}</{name}>" for name, value in fields.items()) + "</TONG_HOP>"
    content = base64.b64encode(part.encode()).decode()
    return f"<HOSO><FILEHOSO><LOAIHOSO>XML1</LOAIHOSO><NOIDUNGFILE>{content}</NOIDUNGFILE></FILEHOSO></HOSO>"


def run_once(url: str, kind: str, file: Path, people: Path, processes: int | None) -> dict[str, float]:
    """One import on a fresh database, and the same again, in this process and its helpers."""
    config = BackendConfig(
        data_dir=file.parent, database_url=url, keyset=new_keyset(), secret_key="bench", internal_token="",
        engine_token="", sms_key="",
    )  # fmt: skip
    database = Database.open(config)
    database.upgrade()
    database.close()
    if kind != "participants":
        import_file(config, PEOPLE, people)
    figures = {}
    for name in ("first", "again"):
        began, used = time.perf_counter(), _processor()
        source = Envelope.open(file) if kind == "kcb-xml" else None
        report = import_file(config, KINDS[kind], file, source=source, processes=processes)
        figures[name] = report.rows / (time.perf_counter() - began)
        figures[f"{name} processor"] = report.rows / (_processor() - used)
        stored = report.added + report.changed  # the people came with their card numbers
        assert report.rejected == 0 and report.rows == (stored if name == "first" else report.unchanged), report
    figures["rows"] = report.rows
    figures["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


def _processor() -> float:
    """Seconds of processor time of this process and of the helpers that have ended."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--kinds", nargs="*", default=list(KINDS), choices=list(KINDS))
    parser.add_argument("--processes", type=int)
    parser.add_argument("--postgresql", action="store_true", help="On a server of its own that waits for the disk.")
    parser.add_argument("--once", nargs=5, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.once:
        url, kind, file, people, processes = options.once
        print(json.dumps(run_once(url, kind, Path(file), Path(people), int(processes) if processes else None)))
        return
    server = own_postgres() if options.postgresql else contextlib.nullcontext()
    with server as cluster, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = make_files(folder, options.people)
        for kind in options.kinds:
            results = []
            for number in range(options.runs):
                url = cluster.new_database() if cluster else f"sqlite:///{folder}/{kind}-{number}.db"
                processes = "" if options.processes is None else str(options.processes)
                once = ["--once", url, kind, str(files[kind]), str(files["participants"]), processes]
                done = subprocess.run(
                    [sys.executable, "-m", "bench.records_import", *once], check=True, capture_output=True, text=True
                )
                results.append(json.loads(done.stdout))
            print(f"{kind}: {results[0]['rows']:,.0f} rows; peak {max(r['megabytes'] for r in results):.0f} MB")
            for figure in ("first", "first processor", "again", "again processor"):
                print(f"  {figure:16} rows/s: {spread([r[figure] for r in results])}", flush=True)


if __name__ == "__main__":
    main()
