"""The codes that synthetic practices use: the core codelists, and a few codes of the suppliers' own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from openpcn.codes import core_codelists

from .randomness import Ints

#: Recorded by practices without being in any list that a rule needs.
_BESIDES = {
    "penicillin_allergy": (("91936005", "Allergy to penicillin"),),
    "patient_referral": (("3457005", "Patient referral"),),
}
#: Codes of the practice's own without a SNOMED concept: they reach the record as text only.
LOCAL_CODES = (
    "Practice newsletter sent",
    "Local enhanced service: leg ulcer",
    "Flu campaign list 2025",
    "Scanned letter",
)

_CATEGORIES = {
    "ethnicity": "Ethnicity",
    "ethnicity_not_stated": "Ethnicity",
    "influenza_vaccination": "Immunisations",
    "penicillin_allergy": "Allergy and adverse (drug) reactions",
    "patient_referral": "Referral",
    "hba1c": "Biochemistry",
    "egfr": "Biochemistry",
    "creatinine": "Biochemistry",
    "cholesterol": "Biochemistry",
    "hdl": "Biochemistry",
    "smoking_status": "Personal Health and Social",
    "preferred_language": "Personal Health and Social",
    "local": "Administration, documents and attachments",
}
_VALUES = frozenset(
    "systolic_clinic diastolic_clinic systolic_home diastolic_home blood_pressure bmi weight height "
    "pulse".split()
)


@dataclass(frozen=True)
class Entry:
    """One code as used: SNOMED CT or dm+d id (empty for local codes), term, group, and its list."""

    code: str
    term: str
    group: str
    list_id: str
    category: str


class Codebook:
    """All codes by position; ``draw`` picks codes of a list, its first code most often."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._ranges: dict[str, tuple[int, int]] = {}
        self.medicines: dict[str, tuple[int, int]] = {}
        for name, codelist in core_codelists().items():
            codes = [(c.code, c.term, c.group or "") for c in codelist.codes]
            self._add(name, codes, "dmd" if codelist.system == "dmd" else self._category(name))
        for name, pairs in _BESIDES.items():
            self._add(name, [(code, term, "") for code, term in pairs], self._category(name))
        self._add("local", [("", term, "") for term in LOCAL_CODES], self._category("local"))

    def _add(self, name: str, codes: list[tuple[str, str, str]], category: str) -> None:
        start = len(self.entries)
        self.entries += [Entry(code, term, group, name, category) for code, term, group in codes]
        self._ranges[name] = (start, len(self.entries))

    @staticmethod
    def _category(name: str) -> str:
        if name in _CATEGORIES:
            return _CATEGORIES[name]
        return "Biological values" if name in _VALUES else "Conditions, operations and procedures"

    def all(self, list_id: str) -> Ints:
        """Positions of every code of a list."""
        start, stop = self._ranges[list_id]
        return np.arange(start, stop)

    def first(self, list_id: str) -> int:
        """Position of a list's first code."""
        return self._ranges[list_id][0]

    def draw(self, rng: np.random.Generator, list_id: str, size: int, first: float = 0.7) -> Ints:
        """``size`` codes of a list: the first with chance ``first``, the others alike."""
        start, stop = self._ranges[list_id]
        if stop - start == 1:
            return np.full(size, start)
        others = rng.integers(start + 1, stop, size=size)
        return np.where(rng.random(size) < first, start, others)

    def grouped(self, list_id: str) -> dict[str, Ints]:
        """Positions of a list's codes by group."""
        groups: dict[str, list[int]] = {}
        for position in self.all(list_id):
            groups.setdefault(self.entries[position].group, []).append(int(position))
        return {group: np.array(positions) for group, positions in groups.items()}


@cache
def codebook() -> Codebook:
    """The one codebook."""
    return Codebook()
