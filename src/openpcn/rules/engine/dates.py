"""The two dates an evaluation is given, and what follows from them. No clock is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from openpcn.rules.language.errors import DefinitionError
from openpcn.rules.language.expressions import Moment
from openpcn.terms.dates import ContractYear

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Dates:
    """as_at: the day of the data, later events do not exist. achievement_date: for ages and windows."""

    as_at: date
    achievement_date: date

    def of(self, moment: Moment) -> date:
        """The date of a moment that is the same for everybody."""
        match moment:
            case Moment.AS_AT:
                return self.as_at
            case Moment.ACHIEVEMENT_DATE:
                return self.achievement_date
            case Moment.YEAR_START:
                return ContractYear.of(self.achievement_date).start
            case Moment.YEAR_END:
                return ContractYear.of(self.achievement_date).end
            case Moment.EPISODE_START:
                raise DefinitionError("the start of an episode is asked for outside an episode")


def to_days(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - EPOCH.toordinal()


def from_days(days: int) -> date:
    return EPOCH + timedelta(days=days)
