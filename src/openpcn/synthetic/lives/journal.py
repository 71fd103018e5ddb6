"""The journal: everything coded about everybody, as columns; and the day each life here begins and ends."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from openpcn.synthetic.randomness import Array, Flags, Ints

NONE = -2_000_000  # a day that does not exist
OBSERVATION, VALUE, PROBLEM, IMMUNISATION, ADMINISTRATIVE = range(5)
UNITS = (
    "", "mmHg", "mmol/mol", "mmol/L", "umol/L", "mL/min/1.73m2", "kg", "kg/m2", "cm", "beats/min", "g/L",
    "ug/g", "ug/L", "10*9/L", "kU/L", "mg/mmol", "mU/L", "ng/L", "mL/min",
)  # fmt: skip
U_NONE, U_MMHG, U_MMOL_MOL, U_MMOL, U_UMOL, U_EGFR, U_KG, U_BMI, U_CM, U_BEATS, U_G_L, U_UG_G = range(12)
U_UG_L, U_BILLIONS, U_KU_L, U_MG_MMOL, U_MU_L, U_NG_L, U_ML_MIN = range(12, 19)
EXACT_DAY, MONTH, YEAR, UNKNOWN = range(4)
SURGERY, TELEPHONE, VISIT, LABORATORY, OFFICE = range(5)

_COLUMNS: dict[str, type] = {
    "person": np.int32,
    "day": np.int32,
    "code": np.int16,
    "value": np.float32,
    "unit": np.int8,
    "kind": np.int8,
    "precision": np.int8,
    "end": np.int32,  # day on which a problem ended
    "group": np.int32,  # entries made together as one measurement, -1 alone
    "setting": np.int8,
    "header": np.bool_,  # heads a group, has no value
    "cause": np.int32,  # number of the diary item behind it, -1 none
}
_DEFAULTS = {
    "value": np.nan,
    "unit": 0,
    "kind": OBSERVATION,
    "precision": EXACT_DAY,
    "end": NONE,
    "group": -1,
    "setting": SURGERY,
    "header": False,
    "cause": -1,
}


@dataclass
class Events:
    """Coded entries as columns of equal length (see ``_COLUMNS``)."""

    columns: dict[str, Array]

    def __len__(self) -> int:
        return len(self.columns["person"])

    def __getattr__(self, name: str) -> Array:
        columns: dict[str, Array] = self.__dict__.get("columns", {})
        if name not in columns:
            raise AttributeError(name)
        return columns[name]

    def take(self, rows: Ints | Flags) -> Events:
        """Some of the rows."""
        return Events({name: column[rows] for name, column in self.columns.items()})


@dataclass
class Journal:
    """Collects entries in batches."""

    batches: list[dict[str, Array]] = field(default_factory=list)
    groups: int = 0

    def add(self, person: Ints, day: Ints, code: Ints | int, **columns: object) -> None:
        """One entry for each element of ``person``; other columns are arrays or one value for all."""
        size = len(person)
        given = {"person": person, "day": day, "code": code} | columns
        batch: dict[str, Array] = {}
        for name, dtype in _COLUMNS.items():
            value = np.asarray(given.get(name, _DEFAULTS.get(name)))
            batch[name] = np.broadcast_to(value.astype(dtype), (size,))
        self.batches.append(batch)

    def new_groups(self, size: int) -> Ints:
        """Fresh group numbers."""
        self.groups += size
        return np.arange(self.groups - size, self.groups)

    def close(self, birth: Ints, last: Ints) -> Events:
        """Everything between birth and the last day, in order of person, day and group."""
        columns = {name: np.concatenate([b[name] for b in self.batches]) for name in _COLUMNS}
        person, day = columns["person"], columns["day"]
        keep = (day >= birth[person]) & (day <= last[person])
        columns = {name: column[keep] for name, column in columns.items()}
        order = np.lexsort((~columns["header"], columns["group"], columns["day"], columns["person"]))
        return Events({name: column[order] for name, column in columns.items()})
