"""When a submission is not simply taken: limits that a person sets, and the two ways to stop."""

from __future__ import annotations

from dataclasses import dataclass

from openpcn.record.intake.receipt import Receipt, Verdict


@dataclass(frozen=True)
class Limits:
    """When a person is asked first.

    shrink_share: a list that shrinks by more than this share is held. delete_share: so is a submission that
    takes away more than this share of the rows of any table, where they are more than ``delete_floor``.
    published_list: how many people NHS England last published for the practice (None: not known); a full
    submission with less than ``published_share`` of them is held. approved: a person has looked at what was
    held, and released it. memory: what DuckDB may use, as it spells it.
    """

    shrink_share: float = 0.10
    delete_share: float = 0.05
    delete_floor: int = 20
    published_list: int | None = None
    published_share: float = 0.80
    approved: bool = False
    memory: str = "1200MB"


class Stop(Exception):
    """The submission is not taken: verdict, reason code and sentence."""

    def __init__(self, verdict: Verdict, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.verdict, self.code = verdict, code


class Held(Stop):
    """Held, with the receipt as far as it is known."""

    def __init__(self, receipt: Receipt, code: str, sentence: str) -> None:
        super().__init__(Verdict.HELD, code, sentence)
        self.receipt = receipt
