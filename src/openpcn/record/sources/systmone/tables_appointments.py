"""The SystmOne tables of appointments: booked ones, the rotas they are in, their flags and contacts."""

from __future__ import annotations

from openpcn.record.sources.base import Kind
from openpcn.record.sources.systmone import declaring as d
from openpcn.record.sources.systmone.declaring import may, must, table

APPOINTMENT = table(
    "SRAppointment",
    d.VISIBLE,
    d.moment("DateStart", filled=True),
    d.moment("DateEnd"),
    d.row_number("AppointmentStatus"),
    d.moment("DatePatientArrival"),
    d.moment("DatePatientSeen"),
    must("TelephoneAppointment", Kind.BOOL),
    d.row_number("IDClinician"),
    d.row_number("IDProfileClinician"),
    may("RotaName"),
    may("RotaType"),
    d.moment("DateAppointmentCancelled"),
    d.row_number("IDRota", absent=True),
    d.PATIENT,
    d.RECORDED_AT,
    references=(d.OF_PATIENT,),
    set_aside=d.OWN,
    becomes="`appointment`",
    lacks="IDProfileEnteredBy IDDoneBy TextualEventDoneBy IDOrganisationDoneAt IDEvent DateEventRecorded",
    ignored={
        "when it was booked: no measure of this version reads it": "DateAppointmentBooked",
        "who owns the rota is unreliable: the clinician is the appointment's": (
            "IDRotaOwner IDProfileRotaOwner"
        ),
        d.NO_PLACE: "FollowUpAppointment RotaLocation RotaCode AllowsOverbooking BookingContactNumber",
    },
)

ROTA = table(
    "SRRota",
    d.VISIBLE,
    must("Name"),
    must("RotaType"),
    set_aside=(d.OTHER_PRACTICE,),
    becomes="type of an `appointment` that does not name its own",
    ignored={
        "who owns a rota is unreliable": "IDProfileOwner",
        "how a rota was set up": (
            "DateCreation IDProfileCreatedBy Location Code DateStart AllowOverBooking BookingContactNumber"
            " IDAppointmentRoom IDBranch"
        ),
    },
)

EVENT_LINK = table(
    "SREventLink",
    d.VISIBLE,
    d.row_number("IDEvent"),
    d.row_number("IDAppointment"),
    d.PATIENT,
    d.RECORDED_AT,
    set_aside=d.OWN,
    becomes="mode of an `appointment`, from its contact",
    ignored={"the contact has its own date": "DateEvent", "visits are not read": "IDVisit"},
)

FLAGS = table(
    "SRAppointmentFlags",
    d.VISIBLE,
    d.row_number("IDAppointment"),
    d.looked_up("Flag"),
    set_aside=(d.OTHER_PRACTICE,),
    becomes="mode of an `appointment`, where a flag names it",
    ignored={"its number in an older layout": "OldRowIdentifier"},
)
