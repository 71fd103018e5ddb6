"""Stories of what ends an urgent referral: ruled out, or a cancer of the site that it looked for."""

from __future__ import annotations

from openpcn.rules.language import Definition, Expected, Story, StoryPerson, person, story

ON, DAY_BEFORE, SINCE = "2026-01-05", "2026-01-04", "2026-02-01"
OTHER_SITES = "urgent_cancer_referral"
BREAST, LUNG = "254837009", "363358000"
_adult = person(born="1961-02-03")
#: Site -> the referral's list and code, and the codes of its cancers.
_SITES: dict[str, tuple[str, str | None, tuple[str, ...]]] = {
    "lower gut": ("lower_gi_urgent_referral", None, ("363406005", "363351006")),
    "breast": (OTHER_SITES, "276341000000100", (BREAST,)),
    "lung": (OTHER_SITES, "276491000000101", (LUNG,)),
    "urological": (OTHER_SITES, "276431000000102", ("399068003",)),
}
_NO_SITE = {"not said": "199251000000107", "non-specific": "1556551000000104", "childhood": "276371000000106"}
#: Sites that the codelist of cancers has no group for.
_NO_GROUP = {
    "brain": "276581000000102",
    "gynaecological": "276311000000101",
    "haematological": "276461000000107",
    "head and neck": "280521000000108",
    "sarcoma": "276521000000103",
    "skin": "276281000000104",
    "upper gastrointestinal": "276551000000108",
}


def _found(about: StoryPerson, cancer: str, on: str) -> StoryPerson:
    return about.has("cancer", on=on, code=cancer)


def outcomes(of: Definition, ended: Expected, still_open: Expected) -> tuple[Story, ...]:
    """Every site by itself; a cancer of another site ends no referral that tells its own."""

    def told(title: str, about: StoryPerson, expect: Expected) -> Story:
        return story(of, title, about, expect=expect)

    stories = []
    for site, (codes, code, cancers) in _SITES.items():
        referred = _adult.has(codes, on=ON, code=code)
        stories += [
            told(f"{site}: ruled out on the day", referred.has("suspected_cancer_excluded", on=ON), ended),
            told(
                f"{site}: ruled out the day before",
                referred.has("suspected_cancer_excluded", on=DAY_BEFORE),
                still_open,
            ),
            *(
                told(f"{site}: its cancer on the day ({cancer})", _found(referred, cancer, ON), ended)
                for cancer in cancers
            ),
            told(f"{site}: its cancer the day before", _found(referred, cancers[0], DAY_BEFORE), still_open),
            *(
                told(f"{site}: cancer of the {other} since", _found(referred, found[0], SINCE), still_open)
                for other, (_, _, found) in _SITES.items()
                if other != site
            ),
        ]
    for site, code in _NO_SITE.items():
        referred = _adult.has(OTHER_SITES, on=ON, code=code)
        stories += [
            told(f"{site}: any cancer on the day", _found(referred, BREAST, ON), ended),
            told(f"{site}: any cancer the day before", _found(referred, BREAST, DAY_BEFORE), still_open),
        ]
    for site, code in _NO_GROUP.items():
        referred = _adult.has(OTHER_SITES, on=ON, code=code)
        stories += [
            told(f"{site}: ruled out since", referred.has("suspected_cancer_excluded", on=SINCE), ended),
            told(f"{site}: a cancer of another site since", _found(referred, LUNG, SINCE), still_open),
        ]
    return tuple(stories)
