"""What every form shares: the idempotency key, where to go back to, and a date in three boxes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

KEY_LENGTH = 255


def idempotency_key(request: HttpRequest) -> str:
    """The key of a request that changes something: the Idempotency-Key header or the hidden field.

    Raises BadRequest where there is none: without it a second sending could do the thing twice.
    """
    key = request.headers.get("Idempotency-Key") or request.POST.get("idempotency_key") or ""
    if not key or len(key) > KEY_LENGTH:
        raise BadRequest("an idempotency key of 1 to 255 characters is needed: header or hidden field")
    return key


def return_address(request: HttpRequest, otherwise: str) -> str:
    """Where the form says to go back to, if that is an address of this site."""
    address = request.POST.get("return_to", "")
    if address.startswith("/") and url_has_allowed_host_and_scheme(
        address, allowed_hosts=None, require_https=request.is_secure()
    ):
        return address
    return otherwise


class DayInput(forms.Widget):
    """A day as three boxes: day, month, year."""

    nhs = "date"

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> tuple[str, str, str]:
        day, month, year = (
            data.get(f"{name}[{part}]", data.get(f"{name}-{part}", "")) for part in ("day", "month", "year")
        )
        return (str(day).strip(), str(month).strip(), str(year).strip())

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(self.value_from_datadict(data, files, name))

    def decompress_parts(self, value: Any) -> tuple[str, str, str]:
        """The three boxes of a bound value."""
        if isinstance(value, date):
            return (str(value.day), str(value.month), str(value.year))
        return tuple(value) if value else ("", "", "")


class DayField(forms.Field):
    """A day, typed as numbers. Errors say which part is missing or that the day does not exist."""

    widget = DayInput

    def clean(self, value: Any) -> date | None:
        parts = value or ("", "", "")
        if not any(parts):
            if self.required:
                raise forms.ValidationError(f"Enter the {self.label_words()}")
            return None
        for part, name in zip(parts, ("a day", "a month", "a year"), strict=True):
            if not part:
                raise forms.ValidationError(f"The {self.label_words()} must include {name}")
        try:
            return date(int(parts[2]), int(parts[1]), int(parts[0]))
        except ValueError:
            raise forms.ValidationError(
                f"The {self.label_words()} must be a real date, such as 6 2 2026"
            ) from None

    def label_words(self) -> str:
        return str(self.label or "date").lower()
