"""Immutable snapshots, the concept-major index, the commit protocol. Reads of people take a Scope."""

from openpcn.record.store.index import COMPARATORS, UNITS, ConceptIndex, EventRows, LazyRows
from openpcn.record.store.indexed import (
    CONTACT,
    DAYS_SUPPLIED,
    INDEXED,
    STATUSES,
    STILL_CURRENT,
    stay_kind,
    supplied_until,
)
from openpcn.record.store.part import Companion, Part, PartDescription, PartRef, SourceFile, StoreError
from openpcn.record.store.snapshot import PERSON, IdentityIssue, PersonRecord, Places, Row, Snapshot
from openpcn.record.store.store import Store

__all__ = [
    "COMPARATORS",
    "CONTACT",
    "DAYS_SUPPLIED",
    "INDEXED",
    "PERSON",
    "STATUSES",
    "STILL_CURRENT",
    "UNITS",
    "Companion",
    "ConceptIndex",
    "EventRows",
    "IdentityIssue",
    "LazyRows",
    "Part",
    "PartDescription",
    "PartRef",
    "PersonRecord",
    "Places",
    "Row",
    "Snapshot",
    "SourceFile",
    "Store",
    "StoreError",
    "stay_kind",
    "supplied_until",
]  # fmt: skip
