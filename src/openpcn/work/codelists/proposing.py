"""A published file in: which of our lists it is a version of, and a proposal for each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from openpcn.codes import Codelist, CodelistError, core_codelists
from openpcn.codes.importers import DamagedCodesError, ImportedList, read_codelists
from openpcn.codes.library import in_use
from openpcn.terms import clock
from openpcn.work.access.models import Post
from openpcn.work.access.proposals import propose as keep
from openpcn.work.codelists.errors import CodelistChangeError
from openpcn.work.codelists.models import SiteCodelist
from openpcn.work.codelists.preview import preview_of


@dataclass(frozen=True)
class Proposed:
    """What became of a file. passed_over: its lists that are none of ours; unchanged: those as held."""

    proposals: tuple[SiteCodelist, ...]
    unchanged: tuple[str, ...]
    passed_over: tuple[str, ...]


def propose(
    path: Path, *, by: str, post: Post | None = None, as_id: str = "", name: str = "", version: str = ""
) -> Proposed:
    """Read a file of codes and propose its lists in the place of ours.

    as_id: the list it is a version of, for a file of one list that names no reference set of ours. name: the
    file's name where ``path`` is a copy under another. version: of the list; default the day. Raises
    CodelistChangeError for a damaged file, an unknown id, or a file that is a version of none of our lists.
    """
    try:
        found = read_codelists(path)
    except CodelistError as fault:
        damaged = fault.lines if isinstance(fault, DamagedCodesError) else ()
        raise CodelistChangeError(str(fault).replace(path.name, name or path.name), damaged) from None
    matched, passed_over = _matched(found, as_id)
    if not matched:
        raise CodelistChangeError(
            f"{name or path.name}: is a version of none of the lists here; say which it is, for example "
            "--as hypertension (./openpcn codelist list names them)"
        )
    library, proposals, unchanged = in_use(), [], []
    for ours, theirs in matched:
        if theirs.system == "ctv3":
            raise CodelistChangeError(
                f"{name or path.name}: is a list of CTV3 codes; rules read SNOMED CT and dm+d: "
                "get it in those"
            )
        ids = sorted(code.code for code in theirs.codes)
        if frozenset(ids) == library[ours.id].ids and library[ours.id].status != "demonstration subset":
            unchanged.append(ours.id)
            continue
        row = SiteCodelist(
            list_id=ours.id,
            title=ours.title,
            system=theirs.system,
            status="official" if theirs.cluster and theirs.cluster == ours.cluster else "local",
            cluster=theirs.cluster or "",
            source=f"{name or path.name}" + (f", {theirs.cluster}" if theirs.cluster else ""),
            version=version or clock.today().isoformat(),
            codes=[[code.code, code.term, code.group] for code in theirs.codes],
            codes_hash=hashlib.sha256("\n".join(ids).encode()).hexdigest(),
            file_name=name or path.name,
            other_codes=list(theirs.other_codes)[:200],
        )
        row.preview = preview_of(row)
        proposals.append(row)
    with transaction.atomic():
        kept = tuple(keep(row, by=by, post=post) for row in proposals)
    return Proposed(kept, tuple(unchanged), passed_over)


def _matched(
    found: Iterable[ImportedList], as_id: str
) -> tuple[list[tuple[Codelist, ImportedList]], tuple[str, ...]]:
    """Our list and theirs, for each that is a version of ours; and the names of the others."""
    lists = list(found)
    ours = core_codelists()
    if as_id:
        if as_id not in ours:
            in_use()[as_id]  # says which names are near
        if len(lists) != 1:
            raise CodelistChangeError(
                f"the file holds {len(lists)} lists, told apart by their reference sets: leave --as out"
            )
        return [(ours[as_id], lists[0])], ()
    by_cluster: dict[str, list[Codelist]] = {}
    for each in ours.values():
        if each.cluster:
            by_cluster.setdefault(each.cluster, []).append(each)
    matched = [(mine, each) for each in lists for mine in by_cluster.get(each.cluster or "", [])]
    taken = {each.name for _, each in matched}
    return matched, tuple(each.name for each in lists if each.name not in taken)
