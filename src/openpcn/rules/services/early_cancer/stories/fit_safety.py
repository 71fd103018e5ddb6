"""Stories of the FIT safety nets."""

from __future__ import annotations

from openpcn.rules.language import (
    Expected,
    Story,
    StoryPerson,
    achieved,
    adjusted,
    due,
    excluded,
    outside,
    person,
    story,
)
from openpcn.rules.services.early_cancer.fit_safety import (
    ANAEMIA_WITHOUT_FERRITIN,
    FIT_GAP,
    FIT_INDICATED,
    FIT_NO_RESULT,
    FIT_POSITIVE,
)
from openpcn.rules.services.early_cancer.stories.shared import Holds, holds, in_order

REFERRAL, FIT = "lower_gi_urgent_referral", "fit_result"
_adult = person(born="1961-02-03")


def _fit(about: StoryPerson, value: float, on: str, comparator: str | None = None) -> StoryPerson:
    return about.measures(FIT, value, "ug/g", on=on, comparator=comparator)


_referred = _adult.has(REFERRAL, on="2026-01-20")


def _g(title: str, about: StoryPerson, expect: Expected) -> Story:
    return story(FIT_GAP, title, about, expect=expect)


_GAP = (
    _g("no FIT at all", _referred, due(by="2026-02-03", episode_start="2026-01-20")),
    _g("a result 30 days before", _fit(_referred, 4, "2025-12-21"), achieved("R1")),
    _g("a result 31 days before", _fit(_referred, 4, "2025-12-20"), due()),
    _g("a result on the day", _fit(_referred, 4, "2026-01-20"), achieved("R1")),
    _g("a result since", _fit(_referred, 4, "2026-01-21"), excluded("R2")),
    _g("a rectal mass three months before", _referred.has("rectal_mass", on="2025-10-20"), excluded("R3")),
    _g("a rectal mass a day earlier", _referred.has("rectal_mass", on="2025-10-19"), due()),
    _g("ruled out since", _referred.has("suspected_cancer_excluded", on="2026-02-05"), excluded("R4")),
    _g("cancer diagnosed since", _referred.has("cancer", on="2026-02-05", code="363406005"), excluded("R4")),
    _g("another cancer diagnosed since", _referred.has("cancer", on="2026-02-05", code="254837009"), due()),
    _g("ruled out before the referral", _referred.has("suspected_cancer_excluded", on="2026-01-19"), due()),
    _g("not indicated, 30 days before", _referred.has("fit_not_indicated", on="2025-12-21"), adjusted("R5")),
    _g("not indicated, 31 days before", _referred.has("fit_not_indicated", on="2025-12-20"), due()),
    _g("declined 30 days before", _referred.declines("fit_declined", on="2025-12-21"), adjusted("R6")),
    _g("declined 31 days before", _referred.declines("fit_declined", on="2025-12-20"), due()),
    _g("requested only", _referred.has("fit_requested", on="2026-01-20"), due()),
    _g("referred three months ago less a day", _adult.has(REFERRAL, on="2025-11-11"), due()),
    _g("referred three months ago to the day", _adult.has(REFERRAL, on="2025-11-10"), outside()),
    _g("never referred", _adult, outside()),
)

_GAP_ORDER = in_order(
    FIT_GAP,
    _referred,
    holds(FIT, "2026-01-20", achieved("R1")),
    Holds("a result since", lambda about: about.has(FIT, on="2026-01-21"), excluded("R2")),
    holds("rectal_mass", "2026-01-18", excluded("R3")),
    holds("suspected_cancer_excluded", "2026-02-05", excluded("R4")),
    holds("fit_not_indicated", "2026-01-20", adjusted("R5")),
    holds("fit_declined", "2026-01-20", adjusted("R6")),
)
_GAP_EPISODES = (
    _g(
        "referred again 30 days later: the same case",
        _adult.has(REFERRAL, on="2026-01-05").has(REFERRAL, on="2026-02-04"),
        due(episode_start="2026-01-05"),
    ),
    _g(
        "referred again 31 days later: another case",
        _adult.has(REFERRAL, on="2026-01-05").has(REFERRAL, on="2026-02-05"),
        due(episode_start="2026-02-05"),
    ),
)

_requested = _adult.has("fit_requested", on="2026-01-10")


def _n(title: str, about: StoryPerson, expect: Expected) -> Story:
    return story(FIT_NO_RESULT, title, about, expect=expect)


_NO_RESULT = (
    _n("no result after a month", _requested, due(by="2026-01-24", episode_start="2026-01-10")),
    _n(
        "requested again ten days later: one episode",
        _requested.has("fit_requested", on="2026-01-20"),
        due(by="2026-01-24", episode_start="2026-01-10"),
    ),
    _n("requested 14 days ago", _adult.has("fit_requested", on="2026-01-27"), due(by="2026-02-10")),
    _n("requested 13 days ago", _adult.has("fit_requested", on="2026-01-28"), excluded("WAIT")),
    _n("a result on the day of the request", _fit(_requested, 4, "2026-01-10"), achieved("R1")),
    _n("a result before the request", _fit(_requested, 4, "2026-01-09"), due()),
    _n("a result since", _fit(_requested, 4, "2026-02-10"), achieved("R1")),
    _n("declined since", _requested.declines("fit_declined", on="2026-01-15"), adjusted("R2")),
    _n("declined before", _requested.declines("fit_declined", on="2026-01-09"), due()),
    _n("not indicated after all", _requested.has("fit_not_indicated", on="2026-01-15"), adjusted("R3")),
    _n("not indicated before", _requested.has("fit_not_indicated", on="2026-01-09"), due()),
    _n("ruled out since", _requested.has("suspected_cancer_excluded", on="2026-02-01"), excluded("R4")),
    _n("ruled out before", _requested.has("suspected_cancer_excluded", on="2026-01-09"), due()),
    _n(
        "bowel cancer diagnosed since",
        _requested.has("cancer", on="2026-02-01", code="363406005"),
        excluded("R4"),
    ),
    _n("another cancer diagnosed since", _requested.has("cancer", on="2026-02-01", code="254837009"), due()),
    _n("requested half a year ago", _adult.has("fit_requested", on="2025-08-10"), due()),
    _n("requested a year ago less a day", _adult.has("fit_requested", on="2025-02-11"), due()),
    _n("requested a year ago to the day", _adult.has("fit_requested", on="2025-02-10"), outside()),
    _n("never requested", _adult, outside()),
)

_NO_RESULT_ORDER = (
    *in_order(
        FIT_NO_RESULT,
        _requested,
        holds(FIT, "2026-01-12", achieved("R1")),
        holds("fit_declined", "2026-01-15", adjusted("R2")),
        holds("fit_not_indicated", "2026-01-15", adjusted("R3")),
        holds("suspected_cancer_excluded", "2026-02-01", excluded("R4")),
    ),
    _n(
        "requested lately, and ruled out since",
        _adult.has("fit_requested", on="2026-02-01").has("suspected_cancer_excluded", on="2026-02-05"),
        excluded("R4"),
    ),
)

_raised = _fit(_adult, 45, "2026-01-26")


def _p(title: str, about: StoryPerson, expect: Expected) -> Story:
    return story(FIT_POSITIVE, title, about, expect=expect)


_POSITIVE = (
    _p("raised and not referred", _raised, due(by="2026-02-02", episode_start="2026-01-26")),
    _p("exactly 10", _fit(_adult, 10, "2026-01-26"), due()),
    _p("9.9", _fit(_adult, 9.9, "2026-01-26"), outside()),
    _p("more than 400", _fit(_adult, 400, "2026-01-26", ">"), due()),
    _p("less than 10", _fit(_adult, 10, "2026-01-26", "<"), outside()),
    _p("a result without a value", _adult.has(FIT, on="2026-01-26"), outside()),
    _p(
        "a value that cannot be",
        _adult.measures(FIT, 45, "ug/g", on="2026-01-26", implausible=True),
        outside(),
    ),
    _p("referred on the day", _raised.has(REFERRAL, on="2026-01-26"), achieved("R1")),
    _p("referred 30 days before the result", _raised.has(REFERRAL, on="2025-12-27"), achieved("R1")),
    _p("referred 31 days before the result", _raised.has(REFERRAL, on="2025-12-26"), due()),
    _p("referred for another site", _raised.has("urgent_cancer_referral", on="2026-01-27"), due()),
    _p(
        "bowel cancer diagnosed 30 days before the result",
        _raised.has("cancer", on="2025-12-27", code="363406005"),
        excluded("R2"),
    ),
    _p(
        "bowel cancer diagnosed 31 days before the result",
        _raised.has("cancer", on="2025-12-26", code="363406005"),
        due(),
    ),
    _p("another cancer diagnosed", _raised.has("cancer", on="2026-02-01", code="254837009"), due()),
    _p("ruled out on the day", _raised.has("suspected_cancer_excluded", on="2026-01-26"), excluded("R3")),
    _p("ruled out before", _raised.has("suspected_cancer_excluded", on="2026-01-25"), due()),
    _p(
        "chose not to be referred",
        _raised.declines("cancer_referral_declined", on="2026-01-26"),
        adjusted("R4"),
    ),
    _p("declined before the result", _raised.declines("cancer_referral_declined", on="2026-01-25"), due()),
    _p("lower at the next test: still to be decided", _fit(_raised, 4, "2026-02-05"), due()),
    _p("200 in August and never referred", _fit(_adult, 200, "2025-08-05"), due(by="2025-08-12")),
    _p(
        "200 in August, referred in October",
        _fit(_adult, 200, "2025-08-05").has(REFERRAL, on="2025-10-01"),
        achieved("R1"),
    ),
    _p("a year ago less a day", _fit(_adult, 45, "2025-02-11"), due()),
    _p("a year ago to the day", _fit(_adult, 45, "2025-02-10"), outside()),
    _p("no FIT", _adult, outside()),
)

_POSITIVE_ORDER = in_order(
    FIT_POSITIVE,
    _raised,
    holds(REFERRAL, "2026-01-28", achieved("R1")),
    holds("cancer", "2026-02-01", excluded("R2"), code="363406005", named="bowel cancer"),
    holds("suspected_cancer_excluded", "2026-02-01", excluded("R3")),
    holds("cancer_referral_declined", "2026-01-28", adjusted("R4")),
)
_POSITIVE_EPISODES = (
    _p(
        "raised again 14 days later: the same case",
        _fit(_fit(_adult, 45, "2026-01-12"), 60, "2026-01-26"),
        due(by="2026-01-19", episode_start="2026-01-12"),
    ),
    _p(
        "raised again 15 days later: another case",
        _fit(_fit(_adult, 45, "2026-01-11"), 60, "2026-01-26"),
        due(by="2026-02-02", episode_start="2026-01-26"),
    ),
)

_40 = person(born="1986-02-10")
_39 = person(born="1986-02-11")
_18 = person(born="2008-02-10")
_17 = person(born="2008-02-11")
_50 = person(born="1976-02-10")
_49 = person(born="1976-02-11")
_60 = person(born="1966-02-10", sex="male")
_59 = person(born="1966-02-11", sex="male")
_60_UNKNOWN = person(born="1966-02-10", sex="unknown")
_ON = "2026-01-15"


def _i(title: str, about: StoryPerson, expect: Expected) -> Story:
    return story(FIT_INDICATED, title, about, expect=expect)


def _anaemic(about: StoryPerson, haemoglobin: float, ferritin: float | None = None) -> StoryPerson:
    low = about.measures("haemoglobin", haemoglobin, "g/L", on=_ON)
    return low if ferritin is None else low.measures("ferritin", ferritin, "ug/L", on=_ON)


_changed = _39.has("change_in_bowel_habit", on=_ON)
_INDICATED = (
    _i("change in bowel habit at 39", _changed, due(by="2026-02-24")),
    _i("change in bowel habit at 18", _18.has("change_in_bowel_habit", on=_ON), due()),
    _i("change in bowel habit at 17", _17.has("change_in_bowel_habit", on=_ON), outside()),
    _i("haemoglobin 119 and ferritin 10 at 17", _anaemic(_17, 119, 10), outside()),
    _i("abdominal mass at 39", _39.has("abdominal_mass", on=_ON), due()),
    _i("iron deficiency anaemia recorded", _39.has("iron_deficiency_anaemia", on=_ON), due()),
    _i("haemoglobin 119 and ferritin 29 in a woman", _anaemic(_39, 119, 29), due()),
    _i("haemoglobin 120 and ferritin 29 in a woman", _anaemic(_39, 120, 29), outside()),
    _i("haemoglobin 119 and ferritin 30 in a woman of 39", _anaemic(_39, 119, 30), outside()),
    _i("haemoglobin 129 at 60 in a man, ferritin not low", _anaemic(_60, 129, 80), due()),
    _i("haemoglobin 130 at 60 in a man", _anaemic(_60, 130, 80), outside()),
    _i("haemoglobin 129 at 59 in a man, ferritin not low", _anaemic(_59, 129, 80), outside()),
    _i("haemoglobin 129 at 59 in a man, ferritin unknown", _anaemic(_59, 129), outside()),
    _i("haemoglobin 119 at 60, sex not known", _anaemic(_60_UNKNOWN, 119, 80), due()),
    _i(
        "haemoglobin 129 at 60, sex not known: judged by the lower limit",
        _anaemic(_60_UNKNOWN, 129, 80),
        outside(),
    ),
    _i(
        "haemoglobin 119 and a ferritin without its value",
        _anaemic(_39, 119).has("ferritin", on=_ON),
        outside(),
    ),
    _i("weight loss and pain at 40", _40.has("weight_loss", on=_ON).has("abdominal_pain", on=_ON), due()),
    _i("weight loss and pain at 39", _39.has("weight_loss", on=_ON).has("abdominal_pain", on=_ON), outside()),
    _i("rectal bleeding alone at 50", _50.has("rectal_bleeding", on=_ON), due()),
    _i("rectal bleeding alone at 49", _49.has("rectal_bleeding", on=_ON), outside()),
    _i(
        "rectal bleeding and pain at 49",
        _49.has("rectal_bleeding", on=_ON).has("abdominal_pain", on=_ON),
        due(),
    ),
    _i(
        "rectal bleeding and weight loss at 18",
        _18.has("rectal_bleeding", on=_ON).has("weight_loss", on=_ON),
        due(),
    ),
    _i("weight loss alone at 50", _50.has("weight_loss", on=_ON), due()),
    _i("weight loss alone at 49", _49.has("weight_loss", on=_ON), outside()),
    _i("abdominal pain alone at 50", _50.has("abdominal_pain", on=_ON), due()),
    _i("abdominal pain alone at 49", _49.has("abdominal_pain", on=_ON), outside()),
    _i("three months ago less a day", _39.has("change_in_bowel_habit", on="2025-11-11"), due()),
    _i("three months ago to the day", _39.has("change_in_bowel_habit", on="2025-11-10"), outside()),
    *(
        told
        for codes, named, expect in (
            (FIT, "a FIT result", achieved("R1")),
            ("fit_requested", "a FIT requested", achieved("R2")),
            (REFERRAL, "an urgent referral", achieved("R3")),
            ("fit_not_indicated", "a FIT not indicated", adjusted("R6")),
            ("fit_declined", "a FIT declined", adjusted("R7")),
        )
        for told in (
            _i(f"{named}, four months ago less a day", _changed.has(codes, on="2025-10-11"), expect),
            _i(f"{named}, four months ago to the day", _changed.has(codes, on="2025-10-10"), due()),
        )
    ),
    _i("bowel screening is no answer", _changed.has("bowel_screening_done", on=_ON), due()),
    _i("rectal mass", _changed.has("rectal_mass", on="2025-11-11"), excluded("R4")),
    _i("rectal mass three months ago to the day", _changed.has("rectal_mass", on="2025-11-10"), due()),
    _i("bowel cancer known", _changed.has("cancer", on="2020-01-01", code="363406005"), excluded("R5")),
    _i("another cancer known", _changed.has("cancer", on="2020-01-01", code="254837009"), due()),
    _i("receiving palliative care", _changed.has("palliative_care", on="2025-06-01"), adjusted("R8")),
    _i("no symptom", _50, outside()),
)


_INDICATED_ORDER = in_order(
    FIT_INDICATED,
    _changed,
    holds(FIT, _ON, achieved("R1")),
    holds("fit_requested", _ON, achieved("R2")),
    holds(REFERRAL, _ON, achieved("R3")),
    holds("rectal_mass", _ON, excluded("R4")),
    holds("cancer", "2020-01-01", excluded("R5"), code="363406005", named="bowel cancer"),
    holds("fit_not_indicated", _ON, adjusted("R6")),
    holds("fit_declined", _ON, adjusted("R7")),
    holds("palliative_care", "2025-06-01", adjusted("R8")),
)


def _a(title: str, about: StoryPerson, expect: Expected) -> Story:
    return story(ANAEMIA_WITHOUT_FERRITIN, title, about, expect=expect)


_ANAEMIA = (
    _a("a woman's haemoglobin of 119", _anaemic(_39, 119), due(by="2026-03-10")),
    _a("18 today", _anaemic(_18, 119), due()),
    _a("18 tomorrow", _anaemic(_17, 119), outside()),
    _a("a baby", _anaemic(person(born="2025-08-01"), 105), outside()),
    _a("a woman's haemoglobin of 120", _anaemic(_39, 120), outside()),
    _a("a man's haemoglobin of 129", _anaemic(_59, 129), due()),
    _a("a man's haemoglobin of 130", _anaemic(_59, 130), outside()),
    _a("sex not known, 119", _anaemic(_60_UNKNOWN, 119), due()),
    _a("a haemoglobin without its value", _39.has("haemoglobin", on=_ON), outside()),
    _a("sex not known, 125", _anaemic(person(born="1966-02-11", sex="unknown"), 125), outside()),
    _a("ferritin of the same day", _anaemic(_39, 119, 60), achieved("R1")),
    _a(
        "ferritin three months before to the day",
        _anaemic(_39, 119).measures("ferritin", 60, "ug/L", on="2025-10-15"),
        achieved("R1"),
    ),
    _a(
        "ferritin a day earlier",
        _anaemic(_39, 119).measures("ferritin", 60, "ug/L", on="2025-10-14"),
        due(),
    ),
    _a(
        "haemoglobin three months ago less a day",
        _39.measures("haemoglobin", 119, "g/L", on="2025-11-11"),
        due(),
    ),
    _a(
        "haemoglobin three months ago to the day",
        _39.measures("haemoglobin", 119, "g/L", on="2025-11-10"),
        outside(),
    ),
    _a("iron deficiency is known", _anaemic(_39, 119).has("iron_deficiency_anaemia", on=_ON), excluded("R2")),
    _a(
        "receiving palliative care",
        _anaemic(_39, 119).has("palliative_care", on="2025-06-01"),
        adjusted("R3"),
    ),
    _a("no haemoglobin", _39, outside()),
)

_ANAEMIA_ORDER = in_order(
    ANAEMIA_WITHOUT_FERRITIN,
    _anaemic(_39, 119),
    holds("ferritin", _ON, achieved("R1")),
    holds("iron_deficiency_anaemia", _ON, excluded("R2")),
    holds("palliative_care", "2025-06-01", adjusted("R3")),
)

STORIES: tuple[Story, ...] = (
    *_POSITIVE,
    *_POSITIVE_ORDER,
    *_POSITIVE_EPISODES,
    *_NO_RESULT,
    *_NO_RESULT_ORDER,
    *_GAP,
    *_GAP_ORDER,
    *_GAP_EPISODES,
    *_INDICATED,
    *_INDICATED_ORDER,
    *_ANAEMIA,
    *_ANAEMIA_ORDER,
)
