"""The simple form fills every table of the record; a table that was not sent reads not supplied."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from typing import Any

from openpcn.record.intake import make_manifest
from openpcn.record.sources import source
from openpcn.record.tables import TABLES

FILES = {
    "consultation.csv": (
        "local_id,source_key,date,time,type,mode,clinician",
        "P0001,c1,2026-01-12,09:40,Surgery,face to face,Dr Example",
    ),
    "referral.csv": (
        "local_id,source_key,code,term,date,urgency,service",
        "P0001,r1,306206005,Referral,2026-01-12,Two_Week_Wait,Urology",
    ),
    "allergy.csv": ("local_id,source_key,code,term,recorded_on", "P0002,a1,,Penicillin,2001-05-04"),
    "hospital_stay.csv": ("local_id,source_key,kind,date,method", "P0002,h1,Admission,2026-01-02,Emergency"),
    "care_home_stay.csv": ("local_id,source_key,home,date,temporary", "P0003,b1,1-100,2025-11-01,yes"),
}


def test_the_form_has_a_file_for_every_table_of_the_record() -> None:
    assert {table.name for table in source("openpcn_csv").tables} == set(TABLES)


def test_a_table_that_was_not_sent_reads_not_supplied(desk: Any, practice: Any) -> None:
    desk.submit(practice)
    assert desk.live["Z99001"].supplies == {"patient", "event", "medication", "issue", "appointment"}


def test_contacts_referrals_allergies_and_stays_reach_the_record(
    desk: Any, practice: Any, tmp_path: Path
) -> None:
    practice.event("P0001", "e1", "38341003", "2026-01-12", kind="problem")
    folder = practice.write(desk.new_folder())
    rows = {path.name: len(path.read_text().splitlines()) - 1 for path in folder.glob("*.csv")}
    text = (folder / "event.csv").read_text().splitlines()
    text[0] += ",time,parent_key,consultation_key,problem_status"
    text[1:-1] = [line + ",,,," for line in text[1:-1]]
    text[-1] += ",09:45,e0,c1,past"
    (folder / "event.csv").write_text("\r\n".join(text) + "\r\n", newline="")
    for name, lines in FILES.items():
        (folder / name).write_text("\r\n".join(lines) + "\r\n", newline="")
        rows[name] = 1
    make_manifest(
        folder, source="openpcn_csv", practice="Z99001", as_at=date(2026, 2, 9), rows=rows, test_data=True
    )
    receipt = desk.take(folder, "Z99001").receipt
    assert (receipt.verdict, receipt.quarantined) == ("accepted", 0), receipt.reason
    part = desk.live["Z99001"]
    assert part.supplies == set(TABLES)

    def only(name: str) -> dict[str, Any]:
        [row] = part.table(name).to_pylist()
        return dict(row)

    assert (only("consultation")["time"], only("consultation")["mode"]) == (time(9, 40), "face to face")
    assert only("referral")["urgency"] == "two_week_wait"
    assert (only("allergy")["term"], only("allergy")["code"]) == ("Penicillin", None)
    assert (only("hospital_stay")["kind"], only("hospital_stay")["method"]) == ("admission", "emergency")
    assert only("care_home_stay")["temporary"] and not only("care_home_stay")["nursing"]
    [event] = [row for row in part.table("event").to_pylist() if row["source_key"] == "e1"]
    assert (event["time"], event["parent_key"], event["consultation_key"], event["problem_status"]) == (
        time(9, 45), "e0", "c1", "past",
    )  # fmt: skip
