"""Reading the public directory into the tables: all files together, in one transaction.

A later table wins over an earlier one of its shape. Of a practice's memberships the open row wins and history
is kept; an open row that only an earlier table knows ends where the later one says the practice went.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from openpcn.terms import ods
from openpcn.work.network import files, names
from openpcn.work.network.errors import NetworkError
from openpcn.work.network.models import Membership, Network, Practice, PracticeWord

_BATCH = 500


@dataclass
class DirectoryReport:
    """What was read, what became of it, and the first rows that could not be used."""

    files: list[dict[str, Any]] = field(default_factory=list)
    not_recognised: list[str] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)
    rejected_count: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def reject(self, path: Path, line: int, why: str) -> None:
        self.rejected_count += 1
        if len(self.rejected) < 20:
            self.rejected.append(f"{path.name}, line {line}: {why}")

    def as_json(self) -> dict[str, Any]:
        return {
            "files": self.files,
            "not_recognised": self.not_recognised,
            "rejected": self.rejected,
            "rejected_count": self.rejected_count,
            "counts": self.counts,
        }

    def lines(self) -> list[str]:
        """For people: a line per file, then what the directory now holds."""
        told = [f"{file['file']}: {file['rows']:,} rows of {file['shape']}" for file in self.files]
        if self.not_recognised:
            told.append(f"not part of the directory, left alone: {', '.join(self.not_recognised)}")
        told += [f"not used: {line}" for line in self.rejected]
        if self.rejected_count > len(self.rejected):
            told.append(f"not used: {self.rejected_count - len(self.rejected):,} more rows")
        c = self.counts
        told.append(
            f"The directory holds {c['networks_open']:,} open networks ({c['networks']:,} with closed ones), "
            f"{c['practices_in_networks']:,} practices in a network ({c['practices']:,} known), "
            f"{c['memberships']:,} memberships with history, {c['list_sizes']:,} list sizes."
        )
        return told


@dataclass
class _Read:
    networks: dict[str, dict[str, Any]] = field(default_factory=dict)
    practices: dict[str, dict[str, Any]] = field(default_factory=dict)
    memberships: dict[tuple[str, str, date], date | None] = field(default_factory=dict)
    fallback: dict[str, tuple[str, date]] = field(default_factory=dict)  # practice -> PCN on a day
    sizes: dict[str, tuple[int, date]] = field(default_factory=dict)

    def network(self, code: str, **fields: Any) -> None:
        self.networks.setdefault(code, {}).update({k: v for k, v in fields.items() if v not in ("", None)})

    def practice(self, code: str, **fields: Any) -> None:
        self.practices.setdefault(code, {}).update({k: v for k, v in fields.items() if v not in ("", None)})


def import_directory(paths: Iterable[Path] | Path) -> DirectoryReport:
    """Read every recognised file among or below ``paths``. Twice the same changes nothing.

    Raises NetworkError where no file is recognised; then, and on any failure, nothing has changed.
    """
    report, sheets = DirectoryReport(), []
    for path in files.candidates([paths] if isinstance(paths, Path) else paths):
        found = files.read(path)
        if not found:
            report.not_recognised.append(path.name)
        for sheet in found:
            sheets.append(sheet)
            report.files.append({"file": path.name, "shape": sheet.shape, "rows": len(sheet.rows)})
    if not sheets:
        raise NetworkError(f"no file of the directory found. Expected: {'; '.join(files.WANTED)}")
    read = _Read(memberships=_known_memberships())
    for shape, take in _ORDER:
        for sheet in sorted((s for s in sheets if s.shape == shape), key=_age):
            take(sheet, read, report)
    _add_fallbacks(read)
    _end_superseded(read)
    _fill_names(read)
    with transaction.atomic():
        _write(read)
        report.counts = _counts()
    return report


def _known_memberships() -> dict[tuple[str, str, date], date | None]:
    rows = Membership.objects.filter(network__is_fictional=False)
    return {(p, n, s): e for p, n, s, e in rows.values_list("practice_id", "network_id", "starts", "ends")}


def _age(sheet: files.Sheet) -> tuple[bool, date]:
    """Older first. A map in today's words is later than one of CCGs and STPs, whatever its date."""
    return (not sheet.before_icbs, sheet.newest)


def _address(row: files.Row) -> str:
    return ", ".join(names.tidy(row[f"line{n}"]) for n in range(1, 6) if row.get(f"line{n}"))


def _take_epraccur(sheet: files.Sheet, read: _Read, report: DirectoryReport) -> None:
    for line, row in sheet.rows:
        if row["setting"] != "4":
            continue
        if not ods.is_practice_code(row["practice"]):
            report.reject(sheet.path, line, f"{row['practice']!r} is not a practice code")
            continue
        read.practice(
            row["practice"],
            name=names.tidy(row["name"]),
            address=_address(row),
            postcode=names.postcode(row["postcode"]),
            phone=row["phone"],
            opened=files.day_of(row["opened"]),
            closed=files.day_of(row["closed"]),
            sub_icb_code=row["sub_icb"],
            icb_code=row["icb"],
        )


def _take_details(sheet: files.Sheet, read: _Read, report: DirectoryReport) -> None:
    for line, row in sheet.rows:
        if not ods.is_network_code(row["pcn"]):
            report.reject(sheet.path, line, f"{row['pcn']!r} is not a PCN code")
            continue
        read.network(
            row["pcn"],
            name=names.tidy(row["pcn_name"]),
            sub_icb_code=row["sub_icb"],
            sub_icb_name=names.tidy(row["sub_icb_name"]),
            opened=files.day_of(row["opened"]),
            closed=files.day_of(row["closed"]),
            address=_address(row),
            postcode=names.postcode(row["postcode"]),
        )


def _take_core(sheet: files.Sheet, read: _Read, report: DirectoryReport) -> None:
    for line, row in sheet.rows:
        starts = files.day_of(row["starts"])
        if not ods.is_practice_code(row["practice"]) or not ods.is_network_code(row["pcn"]) or not starts:
            report.reject(sheet.path, line, "expected a practice code, a PCN code and a start date")
            continue
        read.network(
            row["pcn"],
            name=names.tidy(row["pcn_name"]),
            sub_icb_code=row["pcn_sub_icb"],
            sub_icb_name=names.tidy(row["pcn_sub_icb_name"]),
        )
        read.practice(
            row["practice"],
            sub_icb_code=row["sub_icb"],
            sub_icb_name=names.tidy(row["sub_icb_name"]),
            **(
                {} if "name" in read.practices.get(row["practice"], {}) else {"name": names.tidy(row["name"])}
            ),
        )
        row_key = (row["practice"], row["pcn"], starts)
        known, ends = read.memberships.get(row_key), files.day_of(row["ends"])
        if ends is None and known is not None and known > sheet.newest:
            continue  # an older table does not know the end yet
        read.memberships[row_key] = ends


def _take_map(sheet: files.Sheet, read: _Read, report: DirectoryReport) -> None:
    for line, row in sheet.rows:
        if not ods.is_practice_code(row["practice"]):
            report.reject(sheet.path, line, f"{row['practice']!r} is not a practice code")
            continue
        place = {
            "sub_icb_code": row["sub_icb"],
            "sub_icb_name": names.tidy(row.get("sub_icb_name", "")),
            "icb_code": row.get("icb", ""),
            "icb_name": names.tidy(row["icb_name"]),
            "region_name": names.tidy(row.get("region_name", "")),
        }
        read.practice(
            row["practice"], clinical_system=names.clinical_system(row.get("supplier", "")), **place
        )
        if "name" not in read.practices[row["practice"]]:
            read.practice(row["practice"], name=names.tidy(row["name"]))
        if "postcode" not in read.practices[row["practice"]]:
            read.practice(row["practice"], postcode=names.postcode(row.get("postcode", "")))
        if ods.is_network_code(row["pcn"]):
            known = read.networks.get(row["pcn"], {}) if sheet.before_icbs else {}
            read.network(row["pcn"], **{k: v for k, v in place.items() if k not in known})
            if "name" not in read.networks[row["pcn"]]:
                read.network(row["pcn"], name=names.tidy(row["pcn_name"]))
            if day := files.day_of(row.get("extract_date", "")):
                read.fallback[row["practice"]] = (row["pcn"], day)


def _take_sizes(sheet: files.Sheet, read: _Read, report: DirectoryReport) -> None:
    for line, row in sheet.rows:
        if (row.get("type", "GP"), row["sex"].upper(), row["age"].upper()) != ("GP", "ALL", "ALL"):
            continue
        day = files.day_of(row.get("extract_date", ""))
        if not row["patients"].isdigit() or day is None:
            report.reject(sheet.path, line, "expected a number of patients and an extract date")
            continue
        read.sizes[row["practice"]] = (int(row["patients"]), day)


_ORDER = (
    (files.EPRACCUR, _take_epraccur),
    (files.PCN_DETAILS, _take_details),
    (files.CORE_PARTNERS, _take_core),
    (files.PRACTICE_MAP, _take_map),
    (files.LIST_SIZE, _take_sizes),
)


def _add_fallbacks(read: _Read) -> None:
    """A dated map stands in for practices of which no membership report speaks."""
    known = {practice for practice, _, _ in read.memberships}
    for practice, (pcn, day) in read.fallback.items():
        if practice not in known:
            read.memberships[(practice, pcn, day)] = None


def _end_superseded(read: _Read) -> None:
    """Where a practice has several open rows, the newest wins; the others end the day before it starts."""
    open_rows: dict[str, list[tuple[date, str]]] = {}
    for (practice, pcn, starts), ends in read.memberships.items():
        if ends is None:
            open_rows.setdefault(practice, []).append((starts, pcn))
    for practice, rows in open_rows.items():
        *older, (newest, _) = sorted(rows)
        for starts, pcn in older:
            read.memberships[(practice, pcn, starts)] = max(starts, newest - timedelta(days=1))


def _fill_names(read: _Read) -> None:
    """Rows that carry only the code of their ICB or sub-ICB location get the name others give it."""
    rows = [*read.practices.values(), *read.networks.values()]
    for code, name in (("icb_code", "icb_name"), ("sub_icb_code", "sub_icb_name")):
        known = {row[code]: row[name] for row in rows if code in row and name in row}
        for row in rows:
            if row.get(code) in known:
                row.setdefault(name, known[row[code]])


def _write(read: _Read) -> None:
    """Upsert everything. What is known of a row and not in these files stays."""
    networks = _merged(Network, read.networks, "code")
    _upsert(Network, networks, "code")
    practices = _merged(Practice, read.practices, "ods")
    _set_sizes(practices, read)
    for practice in practices:
        practice.name_key = names.key(practice.name)[:200]
        practice.postcode_key = names.postcode_key(practice.postcode)
    _upsert(Practice, practices, "ods")
    write_words(practices)
    rows = [
        Membership(practice_id=practice, network_id=pcn, starts=starts, ends=ends)
        for (practice, pcn, starts), ends in read.memberships.items()
    ]
    Membership.objects.bulk_create(
        rows,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["practice", "network", "starts"],
        update_fields=["ends"],
    )


def _set_sizes(practices: list[Practice], read: _Read) -> None:
    """The newest list size of each practice; sizes of codes that no other file knows are left out."""
    by_code = {practice.ods: practice for practice in practices}
    missing = [code for code in read.sizes if code not in by_code]
    for practice in Practice.objects.filter(pk__in=missing):
        by_code[practice.ods] = practice
        practices.append(practice)
    for code, (size, day) in read.sizes.items():
        known = by_code.get(code)
        if known and (known.list_size_on is None or known.list_size_on <= day):
            known.list_size, known.list_size_on = size, day


def write_words(practices: Sequence[Practice]) -> None:
    """The search words of practices, anew."""
    codes = [practice.ods for practice in practices]
    for at in range(0, len(codes), _BATCH):
        PracticeWord.objects.filter(practice__in=codes[at : at + _BATCH]).delete()
    PracticeWord.objects.bulk_create(
        (
            PracticeWord(practice=practice, word=word)
            for practice in practices
            for word in sorted({word[:60] for word in practice.name_key.split()})
        ),
        batch_size=_BATCH,
    )


def _merged(model: Any, read: dict[str, dict[str, Any]], key: str) -> list[Any]:
    known = model.objects.in_bulk()
    rows = []
    for code, fields in read.items():
        row = known.get(code) or model(**{key: code}, name=fields.get("name", code))
        for name, value in fields.items():
            setattr(row, name, value)
        rows.append(row)
    return rows


def _upsert(model: Any, rows: list[Any], key: str) -> None:
    fields = [f.name for f in model._meta.concrete_fields if not f.primary_key and f.name != "is_ours"]
    model.objects.bulk_create(
        rows, batch_size=100, update_conflicts=True, unique_fields=[key], update_fields=fields
    )


def _counts() -> dict[str, int]:
    open_rows = Membership.objects.filter(ends__isnull=True, network__is_fictional=False)
    counted: Counter[str] = Counter()
    counted["networks"] = Network.objects.filter(is_fictional=False).count()
    counted["networks_open"] = open_rows.values("network").distinct().count()
    counted["practices"] = Practice.objects.filter(is_fictional=False).count()
    counted["practices_in_networks"] = open_rows.values("practice").distinct().count()
    counted["memberships"] = Membership.objects.filter(network__is_fictional=False).count()
    counted["list_sizes"] = Practice.objects.filter(is_fictional=False, list_size__isnull=False).count()
    return dict(counted)
