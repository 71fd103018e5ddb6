"""What an evaluation is given besides its dates: contract values, with how sure they are, and scores."""

from __future__ import annotations

from datetime import date
from typing import Any

from openpcn.rules.contract import Contract, Value, in_use
from openpcn.rules.language.periods import Period


class Parameters:
    """The contract on one day. ``used`` fills as definitions ask: name -> value, None where not known.

    scores: ids of the score modules that are switched on; of the others only a coded score counts.
    """

    def __init__(
        self, on: date, contract: Contract | None = None, scores: frozenset[str] = frozenset()
    ) -> None:
        self.scores = scores
        self._on = on
        self._contract = in_use() if contract is None else contract
        self.used: dict[str, Value | None] = {}

    def number(self, name: str) -> float | None:
        """The amount, None where nothing was published for the day or before."""
        if name not in self.used:
            self.used[name] = self._contract.known(name, self._on)
        value = self.used[name]
        return None if value is None else float(value.amount)

    def as_json(self) -> dict[str, dict[str, Any] | None]:
        """What was used: amount, unit, source, and how sure it is (standing: empty where confirmed)."""
        return {
            name: None
            if value is None
            else {
                "amount": str(value.amount),
                "unit": value.unit,
                "confirmed": value.confirmed,
                "last_published": value.last_published,
                "standing": value.standing,
                "source": value.source,
            }
            for name, value in sorted(self.used.items())
        }

    def period(self, period: Period) -> Period | None:
        """The period with its length filled in; None where the contract's value is not known."""
        if not period.param:
            return period
        amount = self.number(period.param)
        return None if amount is None else Period(period.amount * int(amount), period.unit)
