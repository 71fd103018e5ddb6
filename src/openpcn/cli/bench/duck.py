"""The same answers from DuckDB, for some definitions: one query for each.

A third reading of each definition, by hand, in SQL; the bench compares its answers person by person. Rows of
an answer: practice, patient (dense number), word, rule (null where due or a register's member).
"""

from __future__ import annotations

from datetime import date

import duckdb

from openpcn.codes import codelist
from openpcn.record.store import Snapshot
from openpcn.rules.contract import Contract

LISTS = (
    "hypertension", "hypertension_resolved", "learning_disability", "frailty_mild", "frailty_moderate",
    "frailty_severe", "clinical_frailty_scale", "care_home_permanent",
    "care_home_temporary", "care_home_left",
    "structured_medication_review", "smr_declined", "palliative_care", "palliative_care_no_longer",
    "alignment_registration_declined", "ld_health_check", "ld_health_action_plan", "ld_health_check_declined",
    "ld_action_plan_declined", "ethnicity", "systolic_clinic", "diastolic_clinic", "systolic_home",
    "diastolic_home", "maximal_bp_treatment", "hypertension_pca_unsuitable", "bp_declined",
    "hypertension_pca_declined", "bp_invitation", "abpm", "home_bp_monitoring", "home_monitoring_declined",
    "white_coat_or_excluded",
)  # fmt: skip


_YEAR = "date > ach - INTERVAL 12 MONTH AND date <= ach"


def connect(snapshot: Snapshot, as_at: date, achievement: date) -> duckdb.DuckDBPyConnection:
    """A connection with views ``e`` (entries up to as_at), ``p`` (people on a list) and table ``cl``."""
    con = duckdb.connect(config={"threads": 2})
    year_start = date(achievement.year - (achievement < date(achievement.year, 4, 1)), 4, 1)
    dates = f"DATE '{as_at}' AS as_at, DATE '{achievement}' AS ach, DATE '{year_start}' AS ys"
    con.execute(f"CREATE TABLE d AS SELECT {dates}")
    con.execute("CREATE TABLE cl (list VARCHAR, code VARCHAR)")
    con.executemany(
        "INSERT INTO cl VALUES (?, ?)",
        [[name, code] for name in LISTS for code in sorted(codelist(name).ids)],
    )
    for name, view in (("event", "events"), ("patient", "patients")):
        union = " UNION ALL ".join(
            f"SELECT '{ods}' AS practice, * FROM read_parquet('{part.folder}/{name}.parquet')"
            for ods, part in snapshot.parts.items()
        )
        con.execute(f"CREATE VIEW {view} AS {union}")
    con.execute(
        "CREATE VIEW e AS SELECT practice, patient, code, date, value, unit, "
        "CASE WHEN comparator IN ('<', '<=') THEN '-inf'::DOUBLE ELSE value END AS low, "
        "CASE WHEN comparator IN ('>', '>=') THEN 'inf'::DOUBLE ELSE value END AS high FROM events, d "
        "WHERE date <= as_at AND code IS NOT NULL AND NOT confidential"
    )
    con.execute(
        "CREATE VIEW p AS SELECT practice, patient, birth_date, registered_on FROM patients, d WHERE "
        "registration_type = 'regular' AND registered_on <= as_at AND birth_date <= as_at "
        "AND (deregistered_on IS NULL OR deregistered_on > as_at) "
        "AND (death_date IS NULL OR death_date > as_at)"
    )
    return con


def _latest(name: str, *lists: str, where: str = "true", how: str = "max") -> str:
    quoted = ", ".join(f"'{each}'" for each in lists)
    return (
        f"{name} AS (SELECT practice, patient, {how}(date) AS date FROM e, d WHERE code IN "
        f"(SELECT code FROM cl WHERE list IN ({quoted})) AND {where} GROUP BY ALL)"
    )


def _pressure(setting: str) -> str:
    """Lowest systolic and diastolic of each day with both."""
    side = (
        "SELECT practice, patient, date, min(high) AS {short} FROM e WHERE unit = 'mmHg' "
        "AND value IS NOT NULL AND code IN (SELECT code FROM cl WHERE list = '{side}_{setting}') GROUP BY ALL"
    )
    systolic = side.format(short="s", side="systolic", setting=setting)
    diastolic = side.format(short="b", side="diastolic", setting=setting)
    return f"{setting} AS (SELECT * FROM ({systolic}) JOIN ({diastolic}) USING (practice, patient, date))"


def _last_reading(name: str, setting: str) -> str:
    """The last reading of a setting in the twelve months up to the achievement date."""
    columns = "max(date) AS date, arg_max(s, date) AS s, arg_max(b, date) AS b"
    return f"{name} AS (SELECT practice, patient, {columns} FROM {setting}, d WHERE {_YEAR} GROUP BY ALL)"


_PALLIATIVE = (
    _latest("pal", "palliative_care", where="date >= DATE '2008-04-01'")
    + ", "
    + _latest("palno", "palliative_care_no_longer")
)
_IS_PALLIATIVE = "(pal.date IS NOT NULL AND NOT coalesce(palno.date > pal.date, false))"
_HYPERTENSION = _latest("hyp", "hypertension") + ", " + _latest("hypres", "hypertension_resolved")
_ON_HYPERTENSION = "hyp.date IS NOT NULL AND NOT coalesce(hypres.date > hyp.date, false)"
_FRAILTY = (
    _latest("anyf", "frailty_mild", "frailty_moderate", "frailty_severe")
    + ", " + _latest("sev", "frailty_severe")
    + ", cfs AS (SELECT practice, patient, min(low) AS low, min(high) AS high "
    "FROM (SELECT *, max(date) OVER (PARTITION BY practice, patient) AS last FROM e "
    "WHERE value IS NOT NULL AND code IN (SELECT code FROM cl WHERE list = "
    "'clinical_frailty_scale')) WHERE date = last GROUP BY ALL)"
)  # fmt: skip
_IS_SEVERE = "(sev.date = anyf.date OR (anyf.date IS NULL AND cfs.low >= 7 AND cfs.high <= 8))"
_HOMES = ("care_home_permanent", "care_home_temporary", "care_home_left")
_CARE_HOME = _latest("anyh", *_HOMES) + ", " + _latest("perm", "care_home_permanent")


def _ask(ctes: str, joins: tuple[str, ...], where: str, outcome: str) -> str:
    joined = " ".join(f"LEFT JOIN {name} USING (practice, patient)" for name in joins)
    return f"WITH {ctes} SELECT practice, patient, {outcome} FROM p CROSS JOIN d {joined} WHERE {where}"


def _member(ctes: str, joins: tuple[str, ...], where: str) -> str:
    return _ask(ctes, joins, where, "'member' AS word, NULL AS rule")


def _ruled(*rules: tuple[str, str, str]) -> str:
    """Outcome columns from ordered (word, rule code, condition)."""
    word = " ".join(f"WHEN {condition} THEN '{word}'" for word, _, condition in rules)
    rule = " ".join(f"WHEN {condition} THEN '{code}'" for _, code, condition in rules)
    return f"CASE {word} ELSE 'due' END AS word, CASE {rule} END AS rule"


def queries() -> dict[str, str]:
    """One query per definition."""
    review = _latest("smr", "structured_medication_review", where="date BETWEEN ys AND ach")
    declined = _latest("decl", "smr_declined", where=_YEAR)
    done, refused = "smr.date IS NOT NULL", "decl.date IS NOT NULL"
    age = "date_add(birth_date, INTERVAL {} YEAR) <= ys + INTERVAL 12 MONTH - INTERVAL 1 DAY"
    return {
        "hypertension": _member(_HYPERTENSION, ("hyp", "hypres"), _ON_HYPERTENSION),
        "learning_disability": _member(_latest("ld", "learning_disability"), ("ld",), "ld.date IS NOT NULL"),
        "severe_frailty": _member(_FRAILTY, ("anyf", "sev", "cfs"), _IS_SEVERE),
        "care_home_permanent": _member(_CARE_HOME, ("anyh", "perm"), "perm.date = anyh.date"),
        "SMR01B": _ask(
            f"{_FRAILTY}, {review}, {declined}, {_PALLIATIVE}",
            ("anyf", "sev", "cfs", "smr", "decl", "pal", "palno"),
            _IS_SEVERE,
            _ruled(("achieved", "R2", done), ("adjusted", "R3", _IS_PALLIATIVE), ("adjusted", "R4", refused)),
        ),
        "SMR01D": _ask(
            f"{_CARE_HOME}, {review}, {declined}, {_PALLIATIVE}, "
            + _latest("ali", "alignment_registration_declined"),
            ("anyh", "perm", "smr", "decl", "pal", "palno", "ali"),
            f"perm.date = anyh.date AND {age.format(18)}",
            _ruled(
                ("achieved", "R2", done), ("adjusted", "R3", _IS_PALLIATIVE),
                ("adjusted", "R4", "ali.date IS NOT NULL"), ("adjusted", "R5", refused),
            ),
        ),
        "HI03": _ask(
            ", ".join((
                _latest("ld", "learning_disability"),
                _latest("chk", "ld_health_check", where="date BETWEEN ys AND ach", how="min"),
                _latest("plan", "ld_health_action_plan", where="date BETWEEN ys AND ach"),
                _latest("eth", "ethnicity"), _latest("nochk", "ld_health_check_declined", where=_YEAR),
                _latest("noplan", "ld_action_plan_declined", where=_YEAR),
            )),
            ("ld", "chk", "plan", "eth", "nochk", "noplan"),
            f"ld.date IS NOT NULL AND {age.format(14)}",
            _ruled(
                ("achieved", "R3", "plan.date >= chk.date AND eth.date IS NOT NULL"),
                ("adjusted", "R4", "nochk.date IS NOT NULL"), ("adjusted", "R5", "noplan.date IS NOT NULL"),
            ),
        ),
        "HYP008": _hyp008(),
    }  # fmt: skip


def _hyp008() -> str:
    value = Contract.load().value
    clinic_s, clinic_d, home_s, home_d = (
        float(value(f"qof.HYP008.{name}", on=date(2026, 3, 31)).amount or 0)
        for name in ("clinic_systolic", "clinic_diastolic", "home_systolic", "home_diastolic")
    )
    ctes = ", ".join((
        _HYPERTENSION, _pressure("clinic"), _pressure("home"),
        _last_reading("lc", "clinic"), _last_reading("lh", "home"),
        _latest("maxi", "maximal_bp_treatment", where=_YEAR),
        _latest("unsu", "hypertension_pca_unsuitable", where=_YEAR),
        _latest("bpno", "bp_declined", where=_YEAR),
        _latest("cano", "hypertension_pca_declined", where=_YEAR),
        "inv AS (SELECT practice, patient, max(i.date) - min(i.date) >= 7 AS twice FROM e AS i "
        "LEFT JOIN lc AS c USING (practice, patient) LEFT JOIN lh AS h USING (practice, patient), d "
        "WHERE i.code IN (SELECT code FROM cl WHERE list = 'bp_invitation') "
        "AND i.date > ach - INTERVAL 12 MONTH AND i.date <= ach "
        "AND i.date > coalesce(greatest(c.date, h.date), DATE '1800-01-01') GROUP BY ALL)",
        "fst AS (SELECT practice, patient, min(h.date) AS date FROM e AS h "
        "LEFT JOIN hypres AS r USING (practice, patient) "
        "WHERE h.code IN (SELECT code FROM cl WHERE list = 'hypertension') "
        "AND h.date >= coalesce(r.date, DATE '1800-01-01') GROUP BY ALL)",
    ))  # fmt: skip
    at_clinic = f"(lc.s <= {clinic_s} AND lc.b <= {clinic_d})"
    at_home = f"(lh.s <= {home_s} AND lh.b <= {home_d})"
    same = f"(lc.date = lh.date AND ({at_clinic} OR {at_home}))"
    clinic_last = f"((lh.date IS NULL OR lc.date > lh.date) AND {at_clinic})"
    home_last = f"((lc.date IS NULL OR lh.date > lc.date) AND {at_home})"
    return _ask(
        ctes,
        ("hyp", "hypres", "lc", "lh", "maxi", "unsu", "bpno", "cano", "inv", "fst"),
        _ON_HYPERTENSION,
        _ruled(
            ("excluded", "R1", "date_add(birth_date, INTERVAL 80 YEAR) <= ach"),
            ("achieved", "R2", f"{same} OR {clinic_last} OR {home_last}"),
            ("adjusted", "R3", "maxi.date IS NOT NULL"),
            ("adjusted", "R4", "unsu.date IS NOT NULL"),
            ("adjusted", "R5", "bpno.date IS NOT NULL"),
            ("adjusted", "R6", "cano.date IS NOT NULL"),
            ("adjusted", "R7", "inv.twice"),
            ("adjusted", "R8", "fst.date > ach - INTERVAL 9 MONTH"),
            ("adjusted", "R9", "registered_on > ach - INTERVAL 9 MONTH"),
        ),
    )
