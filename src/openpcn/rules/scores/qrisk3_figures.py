"""The published figures of QRISK3: one equation for women, one for men.

Read in the reference implementation of ClinRisk Ltd. (version 2017, https://qrisk.org, as held in CRAN's
QRISK3 0.6.0). Facts, not code: what is done with them is in qrisk3.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: What a term adds by itself, and for each unit of the first and of the second (centred) power of age.
Term = tuple[float, float, float]


@dataclass(frozen=True)
class Equation:
    """survival: of ten years at the centre. age_powers: of a tenth of the age. centres: taken off first."""

    survival: float
    age_powers: tuple[int, int]
    centres: Mapping[str, float]
    age: tuple[float, float]
    measures: Mapping[str, Term]
    conditions: Mapping[str, Term]
    smoking: Mapping[str, Term]
    ethnicity: Mapping[str, float]


WOMEN = Equation(
    survival=0.988876402378082,
    age_powers=(-2, 1),
    centres={
        "age_1": 0.053274843841791,
        "age_2": 4.332503318786621,
        "bmi_1": 0.154946178197861,
        "bmi_2": 0.144462317228317,
        "cholesterol_ratio": 3.47632646560669,
        "systolic": 123.13001251220703,
        "systolic_deviation": 9.002537727355957,
        "townsend": 0.392308831214905,
    },
    age=(-8.138810924772619, 0.797333766896991),
    measures={
        "bmi_1": (0.2923609227546005, 23.80262341214174, 0.5236995893366443),
        "bmi_2": (-4.1513300213837665, -71.18494769208701, 0.04574419012232376),
        "cholesterol_ratio": (0.15338035820802554, 0.0, 0.0),
        "systolic": (0.013131488407103424, 0.034131842338615485, -0.0015082501423272358),
        "systolic_deviation": (0.00788945410145861, 0.0, 0.0),
        "townsend": (0.07722379058859011, -1.0301180802035639, -0.03159341467496233),
    },
    conditions={
        "atrial_fibrillation": (1.5923354969269663, 19.93803488954656, -0.0761826510111625),
        "atypical_antipsychotic": (0.25237642070115557, 0.0, 0.0),
        "corticosteroid": (0.5952072530460185, -0.9840804523593628, -0.12005364946742472),
        "migraine": (0.301267260870345, 1.7634979587872999, -0.06558691789869986),
        "rheumatoid_arthritis": (0.21364803435181942, 0.0, 0.0),
        "chronic_kidney_disease": (0.6519456949384583, -3.5874047731694114, -0.22688873086442507),
        "serious_mental_illness": (0.12555308058820178, 0.0, 0.0),
        "lupus": (0.7588093865426769, 19.690303738638292, 0.07734794967901627),
        "treated_hypertension": (0.50931593683423, 11.872809733921812, 0.0009685782358817444),
        "diabetes_type1": (1.7267977510537347, -1.2444332714320747, -0.2872406462448895),
        "diabetes_type2": (1.0688773244615468, 6.86523420000096, -0.09711225259069549),
        "family_history": (0.45445319020896213, 0.9946780794043513, -0.07688505169842304),
    },
    smoking={
        "ex": (0.13386833786546262, -4.705716178585189, -0.07558924464319303),
        "light": (0.5620085801243854, -2.7430383403573337, -0.11951192874867074),
        "moderate": (0.6674959337750255, -0.8660808882939218, -0.10366306397571923),
        "heavy": (0.8494817764483085, 0.9024156236971065, -0.1399185359171839),
    },
    ethnicity={
        "indian": 0.28040314332995425,
        "pakistani": 0.562989941420754,
        "bangladeshi": 0.29590000851116516,
        "other_asian": 0.07278537987798255,
        "black_caribbean": -0.17072135508857317,
        "black_african": -0.3937104331487497,
        "chinese": -0.3263249528353027,
        "other": -0.17127056883241784,
    },
)

MEN = Equation(
    survival=0.977268040180206,
    age_powers=(-1, 3),
    centres={
        "age_1": 0.234766781330109,
        "age_2": 77.2840805053711,
        "bmi_1": 0.149176135659218,
        "bmi_2": 0.141913309693336,
        "cholesterol_ratio": 4.300998687744141,
        "systolic": 128.5715789794922,
        "systolic_deviation": 8.756621360778809,
        "townsend": 0.52630490064621,
    },
    age=(-17.839781666005575, 0.002296488060576549),
    measures={
        "bmi_1": (2.456277666053636, 31.004952956033886, 0.005038010235632203),
        "bmi_2": (-8.301112231471135, -111.29157184391643, -0.013074483002524319),
        "cholesterol_ratio": (0.1734019685632711, 0.0, 0.0),
        "systolic": (0.012910126542553305, 0.018858524469865853, -1.271874191588457e-05),
        "systolic_deviation": (0.010251914291290456, 0.0, 0.0),
        "townsend": (0.033268201277287295, -0.1007554870063731, -9.329964232327289e-05),
    },
    conditions={
        "atrial_fibrillation": (0.8820923692805466, 3.4896675530623207, -0.0003499560834063605),
        "atypical_antipsychotic": (0.13046879855173513, 0.0, 0.0),
        "corticosteroid": (0.45485399750445543, 1.1708133653489108, -0.0002496045095297166),
        "erectile_dysfunction": (0.22251859086705383, -1.506400985745431, -0.0011058218441227373),
        "migraine": (0.25584178074159913, 2.349115987140244, 0.0001989644604147863),
        "rheumatoid_arthritis": (0.20970658013956567, 0.0, 0.0),
        "chronic_kidney_disease": (0.7185326128827438, -0.5065671632722369, -0.0018325930166498813),
        "serious_mental_illness": (0.12133039882047164, 0.0, 0.0),
        "lupus": (0.4401572174457522, 0.0, 0.0),
        "treated_hypertension": (0.5165987108269547, 6.511458109853267, 0.0006383805310416501),
        "diabetes_type1": (1.2343425521675175, 5.337986487800653, 0.0006409780808752897),
        "diabetes_type2": (0.8594207143093222, 3.646181740622131, -0.00024695695588868315),
        "family_history": (0.5405546900939016, 2.7808628508531887, -0.0002479180990739604),
    },
    smoking={
        "ex": (0.19128222863388983, -0.21011133933516346, -0.0004985487027532612),
        "light": (0.5524158819264555, 0.7526867644750319, -0.0007987563331738541),
        "moderate": (0.6383505302750607, 0.9931588755640579, -0.000837061842662513),
        "heavy": (0.7898381988185802, 2.1331163414389076, -0.0007840031915563729),
    },
    ethnicity={
        "indian": 0.2771924876030828,
        "pakistani": 0.4744636071493127,
        "bangladeshi": 0.5296172991968937,
        "other_asian": 0.03510015918629902,
        "black_caribbean": -0.3580789966932792,
        "black_african": -0.4005648523216514,
        "chinese": -0.41522792889830173,
        "other": -0.26321348134749967,
    },
)
