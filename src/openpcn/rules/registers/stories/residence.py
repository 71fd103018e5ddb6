"""Stories of the registers of residence: what the record says, and what the home's bed list says."""

from __future__ import annotations

from openpcn.rules.language import Story, member, outside, person, story
from openpcn.rules.registers.residence import (
    CARE_HOME_BED_LIST,
    CODED_NOT_ON_BED_LIST,
    ON_BED_LIST_NOT_CODED,
)

_old = person(born="1938-11-11")
_listed = _old.lives_in_home(since="2025-03-01")
_coded = _old.has("care_home_permanent", on="2025-03-01")
_temporary = _old.has("care_home_temporary", on="2026-01-05")

_LISTED = (
    story(CARE_HOME_BED_LIST, "on a bed list", _listed, expect=member()),
    story(
        CARE_HOME_BED_LIST,
        "there for a time",
        _old.lives_in_home(since="2026-01-05", temporary=True),
        expect=member(),
    ),
    story(
        CARE_HOME_BED_LIST,
        "moved in on the day of the data",
        _old.lives_in_home(since="2026-02-10"),
        expect=member(),
    ),
    story(
        CARE_HOME_BED_LIST,
        "moves in a day later",
        _old.lives_in_home(since="2026-02-11"),
        expect=outside(),
    ),
    story(
        CARE_HOME_BED_LIST,
        "left the day before the data",
        _old.lives_in_home(since="2025-03-01", until="2026-02-09"),
        expect=outside(),
    ),
    story(
        CARE_HOME_BED_LIST,
        "left one home for another",
        _old.lives_in_home(since="2024-03-01", until="2025-03-01").lives_in_home(since="2025-03-01"),
        expect=member(),
    ),
    story(CARE_HOME_BED_LIST, "coded only", _coded, expect=outside()),
)

_CODED_ONLY = (
    story(CODED_NOT_ON_BED_LIST, "coded, on no list", _coded, expect=member()),
    story(CODED_NOT_ON_BED_LIST, "coded as there for a time, on no list", _temporary, expect=member()),
    story(
        CODED_NOT_ON_BED_LIST,
        "coded and on a list",
        _coded.lives_in_home(since="2025-03-01"),
        expect=outside(),
    ),
    story(
        CODED_NOT_ON_BED_LIST,
        "coded, and gone from the list",
        _coded.lives_in_home(since="2025-03-01", until="2026-01-20"),
        expect=member(),
    ),
    story(
        CODED_NOT_ON_BED_LIST,
        "coded as left since",
        _coded.has("care_home_left", on="2026-01-20"),
        expect=outside(),
    ),
    story(CODED_NOT_ON_BED_LIST, "neither", _old, expect=outside()),
)

_LISTED_ONLY = (
    story(ON_BED_LIST_NOT_CODED, "on a list, not coded", _listed, expect=member()),
    story(
        ON_BED_LIST_NOT_CODED,
        "on a list, coded as left",
        _listed.has("care_home_permanent", on="2025-03-01").has("care_home_left", on="2025-09-01"),
        expect=member(),
    ),
    story(
        ON_BED_LIST_NOT_CODED,
        "on a list and coded on the day of the data",
        _listed.has("care_home_permanent", on="2026-02-10"),
        expect=outside(),
    ),
    story(
        ON_BED_LIST_NOT_CODED,
        "on a list, coded after the data",
        _listed.has("care_home_permanent", on="2026-02-11"),
        expect=member(),
    ),
    story(
        ON_BED_LIST_NOT_CODED,
        "no longer on the list",
        _old.lives_in_home(since="2025-03-01", until="2026-01-20"),
        expect=outside(),
    ),
    story(ON_BED_LIST_NOT_CODED, "coded only", _coded, expect=outside()),
    story(ON_BED_LIST_NOT_CODED, "neither", _old, expect=outside()),
)

STORIES: tuple[Story, ...] = (*_LISTED, *_CODED_ONLY, *_LISTED_ONLY)
