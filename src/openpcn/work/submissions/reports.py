"""Reports that a practice runs by hand: uploaded, their columns explained once, handed in together.

Handing in makes an ordinary submission in the inbox, with ``mapping.json`` beside the reports; a night takes
it like any other. Until then the bytes are in ``OPENPCN_HOME/reports/<id>``.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from openpcn.codes import codelist
from openpcn.record.home import home
from openpcn.record.intake import make_manifest
from openpcn.record.sources.search_report import layout as layouts
from openpcn.record.sources.search_report import mapping as mappings
from openpcn.record.sources.search_report import stage
from openpcn.record.sources.search_report.cells import LARGEST, ReportError
from openpcn.record.sources.search_report.layout import Layout
from openpcn.record.sources.search_report.mapping import MappedFile, Proposal
from openpcn.record.sources.search_report.mapping import ReportMapping as Mapping
from openpcn.record.store import durable
from openpcn.rules.catalogue import recipes
from openpcn.terms import clock
from openpcn.work.access import audit
from openpcn.work.access.capabilities import Action, may
from openpcn.work.access.errors import NotAllowedError
from openpcn.work.access.models import Post
from openpcn.work.access.visibility import own_practice
from openpcn.work.network.errors import WorkError
from openpcn.work.network.membership import our_network
from openpcn.work.submissions.live import live_snapshot
from openpcn.work.submissions.models import ReportFile, ReportMapping
from openpcn.work.submissions.uploads import Sent

PREVIEWED = 10  # rows
OPEN_AT_MOST = 50  # reports of one practice


class ReportFault(WorkError):
    """A report cannot be taken; the sentence says what to do."""


@dataclass(frozen=True)
class Held:
    """One run of a report in the live record: what it is called, how old it is, what it counts for."""

    report: str
    run_on: date
    files: int
    mapping: int
    population: bool
    covers: tuple[str, ...]
    fresh: bool


def practice_of(post: Post) -> str:
    """The practice whose reports the post sends: its own. Raises NotAllowedError (audited) for others."""
    own = own_practice(post)
    if own is None or not may(post, Action.UPLOAD, practice=own) or not may(post, Action.QUARANTINE):
        audit.refuse(post, "reports")
        raise NotAllowedError("reports")
    return own


def waiting(post: Post) -> QuerySet[ReportFile]:
    """Reports of the post's practice that are not handed in yet, the oldest first."""
    return ReportFile.objects.filter(practice=practice_of(post), state=ReportFile.OPEN).order_by("pk")


def one(post: Post, report_id: int) -> ReportFile:
    """An open report of the post's practice. Raises NotAllowedError (audited) for anything else."""
    found: ReportFile | None = waiting(post).filter(pk=report_id).first()
    if found is None:
        audit.refuse(post, "reports")
        raise NotAllowedError("reports")
    return found


def receive(post: Post, sent: Sent) -> ReportFile:
    """Keep an uploaded report and find its mapping, where its headings are remembered.

    The same bytes again are the same report. Raises ReportFault for what is no report.
    """
    practice = practice_of(post)
    name = (sent.name or "report").replace("\\", "/").rpartition("/")[2].strip()[:255] or "report"
    if int(sent.size or 0) > LARGEST:
        raise ReportFault(f"{name}: larger than {LARGEST >> 20} MB: save the report in parts")
    if waiting(post).count() >= OPEN_AT_MOST:
        raise ReportFault(f"more than {OPEN_AT_MOST} reports wait: hand them in or throw them away first")
    folder = home() / "reports"
    folder.mkdir(mode=0o700, exist_ok=True)
    partial = folder / f"partial-{os.urandom(8).hex()}"
    digest = hashlib.sha256()
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            for chunk in sent.chunks():
                digest.update(chunk)
                out.write(chunk)
        try:
            layout = layouts.find(partial, name)
        except ReportError as fault:
            raise ReportFault(str(fault).replace(partial.name, name)) from None
        if layout.practice not in (None, practice):
            raise ReportFault(
                f"{name}: the lines above its headings name {layout.practice}, and you send for {practice}: "
                "nothing was taken"
            )
        before = waiting(post).filter(sha256=digest.hexdigest()).first()
        if before is not None:
            return before
        try:
            with transaction.atomic():
                row = ReportFile.objects.create(
                    post=post, practice=practice, name=name, sha256=digest.hexdigest(),
                    state=ReportFile.OPEN, received_at=clock.now(), run_on=_run_on(layout),
                    mapping=remembered(practice, layout),
                )  # fmt: skip
                audit.record(
                    "report_received", post=post, object_kind="report", object_id=str(row.pk),
                    detail={"practice": practice},
                )  # fmt: skip
                partial.replace(_path(row))
        except IntegrityError:  # sent twice at once
            return waiting(post).get(sha256=digest.hexdigest())
        return row
    finally:
        partial.unlink(missing_ok=True)


def _run_on(layout: Layout) -> date | None:
    """The day the report says it was run on, if that day can be."""
    return layout.run_on if layout.run_on and layout.run_on <= clock.today() else None


def remembered(practice: str, layout: Layout) -> ReportMapping | None:
    """The latest mapping of the practice for a report of this title with these headings."""
    title = propose_for(layout).mapping.report
    rows = ReportMapping.objects.filter(
        practice=practice, report=title[:120], fingerprint=mappings.fingerprint(layout.headings)
    )
    return rows.order_by("-version").first()


def layout_of(row: ReportFile) -> Layout:
    """Where the headings of an open report stand. Raises ReportFault."""
    try:
        return layouts.find(_path(row), row.name)
    except (ReportError, OSError) as fault:
        raise ReportFault(f"{row.name}: it cannot be read any more ({type(fault).__name__})") from None


def propose_for(layout: Layout) -> Proposal:
    """A mapping from known headings and the names of the reports that practices are asked to build."""
    return mappings.propose(layout, recipes.expected())


def preview(post: Post, row: ReportFile, layout: Layout) -> list[tuple[int, tuple[str, ...]]]:
    """Line and cells of the first rows, for the practice that sent them alone. Written to the audit trail."""
    practice_of(post)
    with transaction.atomic():
        audit.record("report_previewed", post=post, object_kind="report", object_id=str(row.pk))
    try:
        rows = (each.line for each in layouts.rows(_path(row), layout) if each.kind == "row")
        return [(line.number, line.cells) for line in islice(rows, PREVIEWED)]
    except ReportError as fault:
        raise ReportFault(str(fault)) from None


def save_mapping(post: Post, row: ReportFile, mapping: Mapping, run_on: date) -> ReportMapping:
    """Keep what the columns mean, as a new version where it differs, and use it for this report.

    Raises ReportFault with the first thing that is wrong with it.
    """
    practice = practice_of(post)
    faults = mappings.wrong_with(mapping)
    if not faults:
        mapping = mappings.as_built_now(mapping)
    if len(mapping.report) > 120:
        faults.append("The name of a report has at most 120 characters")
    if run_on > clock.today():
        faults.append("The day the report was run must not be after today")
    if faults:
        raise ReportFault(faults[0])
    for _ in range(3):  # somebody else saved a version meanwhile: look again
        try:
            with transaction.atomic():
                saved = _save(post, practice, mapping)
                ReportFile.objects.filter(pk=row.pk, state=ReportFile.OPEN).update(
                    mapping=saved, run_on=run_on
                )
                return saved
        except IntegrityError:
            continue
    raise ReportFault("somebody else is saving this mapping: try again")


def _save(post: Post, practice: str, mapping: Mapping) -> ReportMapping:
    last = ReportMapping.objects.filter(practice=practice, report=mapping.report).order_by("-version").first()
    numbered = replace(mapping, version=last.version if last else 1)
    if last is not None and mappings.dump(numbered) == last.mapping:
        return last
    numbered = replace(mapping, version=last.version + 1 if last else 1)
    saved = ReportMapping.objects.create(
        practice=practice, report=mapping.report, version=numbered.version,
        fingerprint=mapping.fingerprint, mapping=mappings.dump(numbered),
        saved_by=post.staff.username, saved_at=clock.now(),
    )  # fmt: skip
    audit.record(
        "report_mapping_saved", post=post, object_kind="report_mapping", object_id=str(saved.pk),
        detail={"practice": practice, "version": numbered.version, "covers": list(mapping.covered())},
    )  # fmt: skip
    return saved


def discard(post: Post, row: ReportFile) -> None:
    """Throw an open report away, with its bytes."""
    with transaction.atomic():
        if ReportFile.objects.filter(pk=row.pk, state=ReportFile.OPEN).update(state=ReportFile.DISCARDED):
            audit.record("report_discarded", post=post, object_kind="report", object_id=str(row.pk))
    _path(row).unlink(missing_ok=True)


def ready(rows: Sequence[ReportFile]) -> list[ReportFile]:
    """Those whose columns are explained and whose day is known."""
    return [row for row in rows if row.mapping is not None and row.run_on is not None]


def hand_in(post: Post) -> str:
    """Land every ready report of the practice as one submission. Returns its folder, relative to the inbox.

    All or nothing: bytes on the disk before the transaction that says so. Raises ReportFault.
    """
    practice = practice_of(post)
    rows = ready(list(waiting(post)))
    if not rows:
        raise ReportFault("no report is ready: say what its columns mean and which day it was run")
    working = home() / "reports" / f"landing-{os.urandom(8).hex()}"
    try:
        working.mkdir(mode=0o700)
        _write(working, practice, rows)
        # a name of its own each time: what a crash left behind is the same submission, and loads once
        night = f"reports-{clock.today():%Y-%m-%d}-{os.urandom(3).hex()}"
        target = home() / "inbox" / night / practice
        with transaction.atomic():
            taken = ReportFile.objects.filter(pk__in=[row.pk for row in rows], state=ReportFile.OPEN).update(
                state=ReportFile.HANDED_IN, landed=str(target.relative_to(home() / "inbox"))
            )
            if taken != len(rows):
                raise ReportFault("these reports were handed in or thrown away already: look again")
            audit.record(
                "reports_handed_in", post=post, object_kind="submission", object_id=target.parent.name,
                detail={"practice": practice, "reports": [row.mapping.report for row in rows if row.mapping]},
            )  # fmt: skip
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            durable.publish(working, target, "reports")
    finally:
        shutil.rmtree(working, ignore_errors=True)
    for row in rows:
        _path(row).unlink(missing_ok=True)
    return str(target.relative_to(home() / "inbox"))


def _write(folder: Path, practice: str, rows: Sequence[ReportFile]) -> None:
    mapped: list[MappedFile] = []
    counts: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        if row.mapping is None or row.run_on is None:
            raise ValueError("only ready reports are written")
        mapping = mappings.load(row.mapping.mapping)
        ending = ".xlsx" if _path(row).read_bytes()[:2] == b"PK" else ".csv"
        called = re.sub(r"[^a-z0-9]+", "-", mapping.report.lower()).strip("-")[:60] or "report"
        name = f"{called}-{number}{ending}"
        shutil.copyfile(_path(row), folder / name)
        file = MappedFile(name, row.run_on, mapping)
        try:
            counts[name] = stage.count(folder / name, file)
        except ReportError as fault:
            raise ReportFault(str(fault)) from None
        mapped.append(file)
    (folder / mappings.NAME).write_text(mappings.as_json(mapped), encoding="utf-8")
    counts[mappings.NAME] = 0
    network, live = our_network(), live_snapshot()
    part = live.parts.get(practice) if live else None
    days = [file.run_on for file in mapped]
    if part is not None and part.source == "search_report":
        days.append(part.as_at)  # a report of an earlier day may still be brought beside later ones
    make_manifest(
        folder, source="search_report", practice=practice, as_at=max(days), rows=counts,
        test_data=bool(network and network.is_fictional),
    )  # fmt: skip


def held(practice: str) -> tuple[list[Held], tuple[str, ...] | None, str]:
    """The reports of a practice in the live record, what they cover (None: everything), and its source."""
    from openpcn.record.sources.search_report.source import FRESH_DAYS

    snapshot = live_snapshot()
    part = snapshot.parts.get(practice) if snapshot else None
    if part is None:
        return [], (), ""
    if part.source != "search_report":
        return [], None, part.source
    import pyarrow.parquet as pq

    rows = pq.read_table(part.state_path("Report")).to_pylist()
    newest = max((row["run_on"] for row in rows if row["population"]), default=None)
    found: dict[str, Held] = {}
    for row in sorted(rows, key=lambda each: (each["report"], each["run_on"])):
        before = found.get(row["report"])
        found[row["report"]] = Held(
            row["report"], row["run_on"], 1 + (before.files if before else 0), row["mapping"],
            row["population"], _lists(row["covers"]),
            newest is not None and row["run_on"] >= newest - timedelta(days=FRESH_DAYS),
        )  # fmt: skip
    return list(found.values()), part.covers, part.source


def outdated(mapping: Mapping) -> list[str]:
    """Titles of the codelists whose codes have changed since the mapping was saved."""
    return sorted(
        codelist(name).title
        for section in mapping.sections
        for name, _, version in (each.partition("@") for each in section.built_with)
        if codelist(name).fingerprint != version
    )


def _lists(covers: str | None) -> tuple[str, ...]:
    """The tokens that name what is listed, without the versions of codelists."""
    return tuple(each for each in (covers or "").split() if not each.startswith("codes/"))


def _path(row: ReportFile) -> Path:
    return home() / "reports" / str(row.pk)
