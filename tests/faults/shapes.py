"""Clean extracts in each supplier's shape, and where each kind of damage applies."""

from .shape import Shape
from .shape_emis import EmisShape
from .shape_fhir import FhirShape
from .shape_openpcn_csv import OpenpcnShape
from .shape_systmone import SystmOneShape

SHAPES: dict[str, type[Shape]] = {
    shape.name: shape for shape in (OpenpcnShape, EmisShape, SystmOneShape, FhirShape)
}

__all__ = ["SHAPES", "Shape"]
