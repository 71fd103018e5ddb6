"""The language of definitions: facts, expressions, rules, stories. Small, closed, checked when built.

A definition::

    review = Latest("structured_medication_review", in_period=True)
    SMR01B = Indicator(
        "SMR01B", "Structured medication review in severe frailty", source=NCDES_2025_26, of=SEVERE_FRAILTY,
        rules=(
            achieve("R1", review.exists, "Reviewed in the contract year"),
            adjust("R2", Latest("palliative_care").exists, "Receiving palliative care"),
        ),
        shows=(Show("Severe frailty recorded", frailty),),
        work=Work("structured_medication_review", "Structured medication review",
                  by=("clinical_pharmacist",), minutes=30, counts=("structured_medication_review",)),
    )
"""

from pkgutil import iter_modules
from typing import TYPE_CHECKING

from .codelists import Codes, In
from .combined import LastReading, Pair
from .definitions import CaseFinding, Definition, Indicator, On, Ratio, Register
from .errors import DefinitionError, UnknownField, UnknownName, nearest
from .expressions import (
    ACHIEVEMENT_DATE,
    AS_AT,
    EPISODE_START,
    YEAR_END,
    YEAR_START,
    AllOf,
    Always,
    BoolExpr,
    DateExpr,
    Node,
    NumberExpr,
    all_of,
    earliest_of,
    known,
    latest_of,
    missing,
    walk,
)
from .facts import (
    BloodPressure,
    Count,
    Earliest,
    Fact,
    Issues,
    Latest,
    LatestValue,
    value_above,
    value_at_least,
    value_at_most,
    value_below,
)
from .medicines import CountDistinct, CurrentRepeats, SumOf
from .numbers import at_least_of, at_most_of, choose, exp, first_known, ln, points, power, total
from .outcomes import Outcome, Word
from .parts import (
    ROLES,
    Episode,
    Nearly,
    NetworkPoints,
    Paid,
    PracticePoints,
    Rule,
    RuleKind,
    Show,
    Source,
    Work,
    achieve,
    adjust,
    exclude,
)
from .people import Person, Registered, Row
from .periods import Period, contract_period, days, months, working_days
from .registration import (
    FEMALE,
    MALE,
    AgeOn,
    BirthDate,
    DeprivationFifth,
    Param,
    RegisteredSince,
    Sex,
)
from .scores import Input, Limit, Scored, ScoreModule
from .stays import Appointments, Contacts, Stays
from .stories import (
    Expected,
    Story,
    StoryPerson,
    achieved,
    adjusted,
    amounts_to,
    bp,
    due,
    excluded,
    member,
    outside,
    person,
    story,
)
from .windows import EVER, IN_PERIOD, Window, after, before, last, on_or_after, on_or_before, within

__all__ = [
    "ACHIEVEMENT_DATE", "AS_AT", "EPISODE_START", "EVER", "FEMALE", "IN_PERIOD", "MALE", "ROLES",
    "YEAR_END", "YEAR_START", "AgeOn", "AllOf", "Always", "Appointments", "BirthDate", "BloodPressure",
    "BoolExpr", "CaseFinding", "Codes", "Contacts", "Count", "CountDistinct", "CurrentRepeats", "DateExpr",
    "Definition", "DefinitionError", "DeprivationFifth", "Earliest", "Episode", "Expected", "Fact", "In",
    "Indicator", "Input", "Issues", "LastReading", "Latest", "LatestValue", "Limit", "Nearly",
    "NetworkPoints", "Node", "NumberExpr", "On", "Outcome", "Paid", "Pair", "Param", "Period", "Person",
    "PracticePoints", "Ratio", "Register", "Registered", "RegisteredSince", "Row", "Rule", "RuleKind",
    "ScoreModule", "Scored", "Sex", "Show", "Source", "Stays", "Story", "StoryPerson", "SumOf",
    "UnknownField", "Window", "Word", "Work", "achieve", "achieved", "adjust", "adjusted", "after",
    "all_of", "amounts_to", "at_least_of", "at_most_of", "before", "bp", "choose", "contract_period",
    "days", "due", "earliest_of", "exclude", "excluded", "exp", "first_known", "known", "last", "latest_of",
    "ln", "member", "missing", "months", "on_or_after", "on_or_before", "outside", "person", "points",
    "power", "story", "total", "value_above", "value_at_least", "value_at_most", "value_below", "walk",
    "within", "working_days",
]  # fmt: skip


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """A misspelt word of the language, as a definition's module imports it."""
        if name.startswith("_") or any(name == each.name for each in iter_modules(__path__)):
            raise AttributeError(name)
        raise UnknownName(f"the language of definitions has no {name}: {nearest(name, __all__)}")
