"""Parsers do not fall over: nonsense is refused in words, never with a crash, never late."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openpcn.record.intake import Manifest, ManifestError, take
from openpcn.record.intake.decode import FileError, make_plain
from openpcn.record.reference import Reference
from openpcn.record.sources import SourceError, recognise
from openpcn.record.sources.fhir.elements import ElementError, when
from openpcn.record.sources.search_report.cells import ReportError
from openpcn.record.sources.search_report.layout import find, rows
from openpcn.record.store import Store
from openpcn.terms import nhs_number, sctid
from openpcn.work.submissions.unpacking import unpack
from openpcn.work.submissions.uploads import Arriving, UploadError

from .mutating import SLOWEST, Found, fuzz
from .shape import write_manifest
from .shapes import SHAPES
from .specified import nhs_number_is_good

DEEP_SECONDS = float(os.environ.get("OPENPCN_FUZZ_SECONDS", "600"))
Target = Callable[[Path], tuple[list[bytes], Callable[[bytes], object], tuple[type[BaseException], ...]]]


def _sample(name: str, folder: Path) -> Path:
    """A small good submission of a shape."""
    shape = SHAPES[name]()
    for _ in range(2):
        shape.add_person()
    return shape.write(folder / f"sample-{name}")


def manifest(home: Path):  # type: ignore[no-untyped-def]
    corpus = [(_sample(name, home) / "manifest.json").read_bytes() for name in SHAPES]
    folder = home / "fuzzed"
    folder.mkdir()

    def one(data: bytes) -> None:
        (folder / "manifest.json").write_bytes(data)
        Manifest.read(folder).check(folder, date(2026, 2, 10))

    return corpus, one, (ManifestError,)


def plain_csv(home: Path):  # type: ignore[no-untyped-def]
    corpus = [path.read_bytes() for name in ("openpcn_csv", "emis", "systmone")
              for path in sorted(_sample(name, home).glob("*.csv"))]  # fmt: skip
    path = home / "fuzzed.csv"

    def one(data: bytes) -> None:
        path.write_bytes(data)
        for encoding in ("utf-8", "cp1252"):
            made = make_plain(path, encoding, home / "plain.csv")
            assert made.records == len(made.lines) + len(made.faults)

    return corpus, one, (FileError,)


def packed_csv(home: Path):  # type: ignore[no-untyped-def]
    import gzip

    corpus, _, refusals = plain_csv(home)
    path = home / "fuzzed.csv.gz"

    def one(data: bytes) -> None:
        path.write_bytes(data)
        make_plain(path, "utf-8", home / "plain.csv")

    return [gzip.compress(each, mtime=0) for each in corpus], one, refusals


def headers(home: Path):  # type: ignore[no-untyped-def]
    corpus = [path.read_bytes() for name in SHAPES for path in sorted(_sample(name, home).glob("*.*"))]
    names = ["patient.csv", "SRPatient.csv", "bundle.json", "patient.csv.gz", "report.xlsx", "beds.csv"]
    folder = home / "fuzzed"
    folder.mkdir()

    def one(data: bytes) -> None:
        for path in folder.iterdir():
            path.unlink()
        (folder / names[len(data) % len(names)]).write_bytes(data)
        recognise(folder)

    return corpus, one, (SourceError,)


def reports(home: Path):  # type: ignore[no-untyped-def]
    first = (
        b"Practice,Mill Lane Surgery\r\nODS code,Z99001\r\nSearch,Hypertension register\r\n"
        b"Run on,09-Feb-2026\r\n\r\nNHS Number,Date of Birth,Surname,Code Term,Date,Value\r\n"
        b"999 000 0018,01-May-1950,Brook,Systolic blood pressure,10-Jan-2026,138\r\n"
    )
    second = b"NHS number;Date of birth;Latest BP\n9990000018;01/05/1950;138/88\n"
    path = home / "report.csv"

    def one(data: bytes) -> None:
        path.write_bytes(data)
        list(rows(path, find(path)))

    return [first, second, first.replace(b",", b"\t")], one, (ReportError,)


def workbooks(home: Path):  # type: ignore[no-untyped-def]
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["NHS Number", "Date of Birth", "Value"])
    book.active.append(["9990000018", "01/05/1950", 138])
    held = io.BytesIO()
    book.save(held)
    path = home / "report.xlsx"

    def one(data: bytes) -> None:
        path.write_bytes(data)
        list(rows(path, find(path)))

    return [held.getvalue()], one, (ReportError,)


def zips(home: Path):  # type: ignore[no-untyped-def]
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Z99001/patient.csv", "practice,local_id\r\nZ99001,1\r\n" * 20)
        archive.writestr("Z99001/event.csv.gz", b"\x1f\x8b")
        archive.writestr("Z99002/manifest.json", "{}")
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        archive.writestr("patient.csv", "practice\r\nZ99001\r\n")
    path = home / "sent.zip"

    def one(data: bytes) -> None:
        path.write_bytes(data)
        try:
            unpack([(Arriving("key", "sent.zip", len(data), len(data)), path)], home / "unpacked")
        finally:
            for made in (home / "unpacked").rglob("*"):
                assert not made.is_symlink()
        assert sorted(each.name for each in home.iterdir()) == before

    (home / "unpacked").mkdir()
    path.touch()
    before = sorted(each.name for each in home.iterdir())
    return [held.getvalue(), stored.getvalue()], one, (UploadError,)


def dates(home: Path):  # type: ignore[no-untyped-def]
    corpus = [b"2026", b"2026-02", b"2026-02-10", b"2026-02-10T09:30:00Z", b"2026-02-10T09:30:00.123+01:00"]

    def one(data: bytes) -> None:
        when(data.decode("utf-8", "surrogateescape"), "birthDate")

    return corpus, one, (ElementError,)


def whole(name: str, encoding: str = "utf-8") -> Target:
    """A whole submission: one file damaged, the manifest agreeing with it, taken as a night takes it."""

    def target(home: Path):  # type: ignore[no-untyped-def]
        sample = _sample(name, home)
        files = sorted(path for path in sample.iterdir() if path.name != "manifest.json")
        store = Store(home / "home")
        folder = home / "submission"
        held = json.loads((sample / "manifest.json").read_text())
        rows_of = {file["name"]: file["rows"] for file in held["files"]}

        def one(data: bytes) -> None:
            path = files[sum(data[:64]) % len(files)]
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(sample, folder)
            (folder / path.name).write_bytes(data)
            counts = dict(rows_of)
            if path.suffix == ".csv":
                with contextlib.suppress(FileError):
                    counts[path.name] = make_plain(folder / path.name, encoding, home / "plain").records
            write_manifest(folder, counts, source=name, practice="Z99001", as_at="2026-02-09", kind="full")
            receipt = take(
                folder, store, None, today=date(2026, 2, 10), reference=Reference.of(store.home)
            ).receipt
            json.dumps(receipt.as_json()).encode()
            assert receipt.rows_in == receipt.accepted + receipt.normalised + receipt.quarantined
            store.sweep(keep=())

        return [path.read_bytes() for path in files], one, ()

    return target


TARGETS: dict[str, tuple[Target, int]] = {
    "manifest": (manifest, 150),
    "csv": (plain_csv, 200),
    "packed csv": (packed_csv, 150),
    "headers": (headers, 100),
    "reports": (reports, 150),
    "workbooks": (workbooks, 60),
    "zips": (zips, 150),
    "dates": (dates, 300),
    "a whole openpcn_csv submission": (whole("openpcn_csv"), 6),
    "a whole emis submission": (whole("emis"), 2),
    "a whole systmone submission": (whole("systmone", "cp1252"), 2),
    "a whole fhir_r4 submission": (whole("fhir_r4"), 8),
}


@pytest.mark.parametrize("name", TARGETS)
def test_nonsense_is_refused_in_words(name: str, tmp_path: Path) -> None:
    target, inputs = TARGETS[name]
    corpus, one, refusals = target(tmp_path)
    assert fuzz(
        name,
        corpus,
        one,
        refusals,
        inputs=inputs,
        seed=2,
        slowest=_limit(name),
        as_it_is=not name.startswith("a whole"),
    ).inputs


def _limit(name: str) -> float:
    """A parser has a second. A whole submission opens a database and writes a part, whatever it holds."""
    return 5.0 if name.startswith("a whole") else SLOWEST


@pytest.mark.deep
@pytest.mark.parametrize("name", TARGETS)
def test_nonsense_for_ten_minutes(name: str, tmp_path: Path) -> None:
    corpus, one, refusals = TARGETS[name][0](tmp_path)
    found: Found = fuzz(name, corpus, one, refusals, seconds=DEEP_SECONDS, seed=2, slowest=_limit(name))
    print(f"\n{name}: {found.inputs} inputs, slowest {found.slowest:.2f} s, 0 crashes")  # noqa: T201


@settings(deadline=1_000, max_examples=300)
@given(
    st.text(st.characters(codec=None) | st.sampled_from("0123456789 -'.eE+\u00a0\u00b2\uff11"), max_size=16)
)
def test_whatever_is_read_as_a_number_is_one(text: str) -> None:
    try:
        read = nhs_number.read(text)
    except nhs_number.NhsNumberError as fault:
        assert text.strip() == "" or text not in str(fault) or len(text) < 3
        return
    assert nhs_number_is_good(read.number)
    assert [c for c in text if c.isdigit()][:10] == list(read.number)


@settings(deadline=1_000, max_examples=300)
@given(st.text("0123456789", min_size=5, max_size=19))
def test_whatever_is_read_as_a_concept_survives_no_single_changed_digit(text: str) -> None:
    if sctid.is_concept(text):
        for place in range(len(text)):
            for digit in set("0123456789") - {text[place]}:
                assert not sctid.is_valid(text[:place] + digit + text[place + 1 :])
