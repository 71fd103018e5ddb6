"""What a definition says about one subject: one word, the rule that gave it, what is missing, by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Word(StrEnum):
    """The closed list of outcomes. A register says ``member`` or ``outside``."""

    OUTSIDE = "outside"
    EXCLUDED = "excluded"
    ACHIEVED = "achieved"
    ADJUSTED = "adjusted"
    DUE = "due"
    NOT_ASSESSED = "not_assessed"
    MEMBER = "member"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ")


@dataclass(frozen=True)
class Outcome:
    """rule: the published code of the rule that decided (empty where none did: due, member, outside).

    parts: the named parts still missing, when due. due_by: when due. episode_start: where the subject is an
    episode. nearly: sentences about look-alike evidence that does not count, when due. red_flag: when due.
    amount: of a ratio, None where it is missing or there is none.
    """

    definition: str
    word: Word
    rule: str = ""
    parts: tuple[str, ...] = ()
    due_by: date | None = None
    episode_start: date | None = None
    nearly: tuple[str, ...] = ()
    red_flag: bool = False
    amount: float | None = None
