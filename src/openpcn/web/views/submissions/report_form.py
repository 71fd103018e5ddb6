"""The form that says what the columns of a report mean: a choice for each, and what a group lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from openpcn.codes import core_codelists
from openpcn.record.sources.search_report.headings import ENTRY_ROLES, PERSON_ROLES, WORDS, Role
from openpcn.record.sources.search_report.mapping import Column, ReportMapping, Section
from openpcn.rules.catalogue import recipes
from openpcn.terms import clock
from openpcn.terms.units import Unit
from openpcn.web.forms import DayField

MOST_GROUPS = 12
SHOWN = 60  # characters of a value in a hint
SURE = {
    "certain": "Known heading.",
    "likely": "Likely, from its name: please check.",
    "none": "Heading not known: not used unless you say what it is.",
    "saved": "As you saved it last time.",
}
KINDS = [
    ("event", "Coded entries or readings"),
    ("issue", "Issues of medicines"),
    ("medication", "Medicines authorised"),
]


class MappingForm(forms.Form):
    """Fields are made for the report at hand. ``groups`` is how many groups of columns may be told apart."""

    report = forms.CharField(label="Name of the report", max_length=120)
    run_on = DayField(
        label="Day the report was run", help_text="Entries after this day are not in it, and nothing newer."
    )
    population = forms.ChoiceField(
        label="Whom the report lists",
        choices=[
            ("yes", "Everybody registered at the practice: a list of people"),
            ("no", "Entries of people; the list of people comes in another report"),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        data: Any,
        *,
        mapping: ReportMapping,
        sure: Sequence[str],
        rows: Sequence[Sequence[str]],
        run_on: date | None,
    ) -> None:
        super().__init__(
            data,
            initial={
                "report": mapping.report,
                "run_on": run_on,
                "population": "yes" if mapping.population else "no",
            },
        )
        self.mapping = mapping
        self.groups = min(len(mapping.sections) + 1, MOST_GROUPS)
        roles = self._roles()
        for at, column in enumerate(mapping.columns):
            first = next((row[at] for row in rows if row[at]), "")
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=column.heading or f"Column {at + 1}, without a heading",
                choices=roles,
                initial=_value(column),
                help_text=f"{SURE[sure[at]]} First value: {first[:SHOWN] or 'none'}",
            )
        held = {section.number: section for section in mapping.sections}
        for number in range(1, self.groups + 1):
            self._section(number, held.get(number))

    def _roles(self) -> list[tuple[str, str]]:
        found = [(Role.IGNORED.value, WORDS[Role.IGNORED])]
        found += [(role.value, WORDS[role]) for role in Role if role in PERSON_ROLES]
        for number in range(1, self.groups + 1):
            found += [
                (f"{number}:{role.value}", f"Group {number}: {WORDS[role]}")
                for role in Role
                if role in ENTRY_ROLES
            ]
        return found

    def _section(self, number: int, held: Section | None) -> None:
        held = held or Section(number, "")
        lists = sorted(core_codelists().values(), key=lambda each: each.title)
        asked = {each.id for recipe in recipes.recipes() for each in recipe.lists} | set(held.holds)
        self.fields[f"kind_{number}"] = forms.ChoiceField(
            label="What one entry is", choices=KINDS, initial=held.kind, required=False
        )
        self.fields[f"stands_{number}"] = forms.ChoiceField(
            label="No column gives a code: each entry stands for",
            choices=[("", "A column gives the code"), *((each.id, each.title) for each in lists)],
            initial=held.stands_for or "",
            required=False,
        )
        self.fields[f"unit_{number}"] = forms.ChoiceField(
            label="Unit of values that come without one",
            choices=[("", "Not stated: such values have no unit"), *((u.value, u.value) for u in Unit)],
            initial=held.unit or "",
            required=False,
        )
        self.fields[f"all_{number}"] = forms.ChoiceField(
            label="Which entries are listed",
            choices=[("yes", "Every entry, at any date"), ("no", "Only the latest of each person")],
            initial="yes" if held.all_entries else "no",
            required=False,
        )
        self.fields[f"holds_{number}"] = forms.MultipleChoiceField(
            label="Codelists it lists completely, of everybody registered",
            help_text="Tick a list only if the search asks for all its codes. Definitions rely on it.",
            choices=[(each.id, each.title) for each in lists if each.id in asked],
            initial=list(held.holds),
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )

    def clean_run_on(self) -> Any:
        day = self.cleaned_data["run_on"]
        if day and day > clock.today():
            raise forms.ValidationError("The day the report was run must be today or in the past")
        return day

    def column_fields(self) -> list[Any]:
        """The bound fields of the columns, in their order."""
        return [self[f"column_{at}"] for at in range(len(self.mapping.columns))]

    def group_fields(self) -> list[dict[str, Any]]:
        """The bound fields of each group."""
        return [
            {"number": n, "used": n < self.groups or n == MOST_GROUPS}
            | {name: self[f"{name}_{n}"] for name in ("kind", "stands", "unit", "all", "holds")}
            for n in range(1, self.groups + 1)
        ]

    def said(self) -> ReportMapping:
        """The mapping as filled in; groups without a column are left out."""
        held = self.cleaned_data
        columns = []
        for at, column in enumerate(self.mapping.columns):
            number, _, role = held[f"column_{at}"].rpartition(":")
            columns.append(Column(column.heading, Role(role), int(number or 0)))
        before = {section.number: section.name for section in self.mapping.sections}
        sections = []
        for number in sorted({column.section for column in columns if column.section}):
            heading = next(column.heading for column in columns if column.section == number)
            sections.append(
                Section(
                    number,
                    before.get(number) or heading or f"Group {number}",
                    held[f"kind_{number}"] or "event",
                    tuple(sorted(held[f"holds_{number}"])),
                    held[f"stands_{number}"] or None,
                    held[f"unit_{number}"] or None,
                    held[f"all_{number}"] != "no",
                )
            )
        return ReportMapping(
            held["report"].strip(), tuple(columns), tuple(sections), held["population"] == "yes"
        )


def _value(column: Column) -> str:
    return f"{column.section}:{column.role.value}" if column.section else column.role.value
