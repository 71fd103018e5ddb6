"""What QRISK3 gives for test people who differ in one thing: facts and figures, for a woman and for a man.

Each row: what is changed in the test person of its table, the risk of a woman and of a man in per cent. None:
that person is not in the set.
"""

from collections.abc import Mapping

Row = tuple[Mapping[str, str | float], float | None, float | None]

#: Both sets of test people that CRAN's QRISK3 0.6.0 publishes with the result of the reference
#: implementation, to one decimal: 97 rows, 48 of 2017 and 49 of 2019, which are 49 people, because the set of
#: 2019 repeats all 48 and adds one.
PUBLISHED_PERSON = {
    "age": 64, "bmi": 80 / 1.78**2, "ratio": 4, "systolic": 180, "deviation": 20, "townsend": 0,
    "ethnicity": "indian",
}  # fmt: skip
PUBLISHED: tuple[Row, ...] = (
    ({}, 17.2, 27.1),
    ({"townsend": 1}, 17.9, None),
    ({"has": "atrial_fibrillation"}, 36.0, 42.0),
    ({"has": "atypical_antipsychotic"}, 21.6, 30.2),
    ({"has": "corticosteroid"}, 24.1, 35.2),
    ({"has": "erectile_dysfunction"}, 17.2, 30.4),
    ({"has": "migraine"}, 19.1, 29.7),
    ({"has": "rheumatoid_arthritis"}, 20.9, 32.3),
    ({"has": "chronic_kidney_disease"}, 22.3, 38.2),
    ({"has": "serious_mental_illness"}, 19.3, 30.0),
    ({"has": "lupus"}, 23.5, 38.8),
    ({"has": "treated_hypertension"}, 20.1, 30.1),
    ({"has": "diabetes_type1"}, 45.6, 55.2),
    ({"has": "diabetes_type2"}, 30.9, 41.5),
    ({"has": "family_history"}, 21.9, 34.1),
    ({"bmi": 75 / 1.78**2}, 17.2, 27.2),
    ({"bmi": 80 / 1.70**2}, 17.3, 27.1),
    ({"ethnicity": "bangladeshi"}, 17.5, 33.4),
    ({"ethnicity": "other_asian"}, 14.2, 22.0),
    ({"ratio": 5}, 19.8, 31.3),
    ({"ratio": 10}, 37.8, 59.1),
    ({"systolic": 175}, 16.5, 26.1),
    ({"deviation": 15}, 16.6, 25.9),
    ({"smoking": "ex"}, 19.1, 29.9),
    ({"smoking": "light"}, 24.5, 36.0),
)

#: The examples that ClinRisk Ltd. supplied with its own batch processor (version 2018.0), published in
#: endeavour-predict/ep-qrisk3 with six decimals. Their people are women.
SUPPLIED_PERSON = {
    "age": 45, "bmi": 29.1, "ratio": 4.1, "systolic": 140, "deviation": 3, "townsend": 0, "ethnicity": "",
}  # fmt: skip
SUPPLIED: tuple[Row, ...] = (
    ({}, 1.754623, None),
    ({"has": "atypical_antipsychotic"}, 2.25263, None),
    ({"townsend": -4.2}, 1.278531, None),
    ({"deviation": 0}, 1.713936, None),
    ({"systolic": 123.1}, 1.417022, None),
    ({"ratio": 3.5}, 1.601598, None),
    ({"bmi": 26.8}, 1.69159, None),
)

#: Not published: no published person is White, young, a moderate or heavy smoker or of five of the ethnic
#: groups, and all with a condition are of one age. Worked out once, to three decimals, with the authors' own
#: program, whose source is published; it gives all of the results above.
BY_THE_REFERENCE_PERSON = {
    "age": 40, "bmi": 30, "ratio": 4.5, "systolic": 140, "deviation": 12, "townsend": 3, "ethnicity": "",
}  # fmt: skip
BY_THE_REFERENCE: tuple[Row, ...] = (
    ({}, 1.611, 2.474),
    ({"has": "atrial_fibrillation"}, 9.373, 6.212),
    ({"has": "atypical_antipsychotic"}, 2.069, 2.814),
    ({"has": "corticosteroid"}, 2.992, 3.953),
    ({"has": "erectile_dysfunction"}, 1.611, 3.056),
    ({"has": "migraine"}, 2.255, 3.290),
    ({"has": "rheumatoid_arthritis"}, 1.991, 3.043),
    ({"has": "chronic_kidney_disease"}, 3.200, 5.092),
    ({"has": "serious_mental_illness"}, 1.825, 2.789),
    ({"has": "lupus"}, 3.973, 3.816),
    ({"has": "treated_hypertension"}, 2.970, 4.495),
    ({"has": "diabetes_type1"}, 9.456, 8.844),
    ({"has": "diabetes_type2"}, 5.071, 6.083),
    ({"has": "family_history"}, 2.614, 4.403),
    ({"smoking": "ex"}, 1.807, 2.998),
    ({"smoking": "light"}, 2.849, 4.353),
    ({"smoking": "moderate"}, 3.199, 4.753),
    ({"smoking": "heavy"}, 3.933, 5.599),
    ({"ethnicity": "indian"}, 2.127, 3.252),
    ({"ethnicity": "pakistani"}, 2.812, 3.947),
    ({"ethnicity": "bangladeshi"}, 2.160, 4.166),
    ({"ethnicity": "other_asian"}, 1.732, 2.562),
    ({"ethnicity": "black_caribbean"}, 1.360, 1.736),
    ({"ethnicity": "black_african"}, 1.090, 1.665),
    ({"ethnicity": "chinese"}, 1.165, 1.640),
    ({"ethnicity": "other"}, 1.359, 1.907),
    ({"age": 25}, 0.232, 0.182),
    ({"age": 55}, 5.696, 9.230),
    ({"age": 84}, 38.444, 47.832),
    ({"bmi": 22}, 1.368, 2.181),
    ({"bmi": 38}, 1.830, 2.929),
    ({"ratio": 7}, 2.355, 3.791),
    ({"systolic": 110}, 1.063, 1.664),
    ({"deviation": 0}, 1.467, 2.191),
    ({"townsend": -5}, 0.865, 1.906),
)
