"""What every FHIR shape shares: reading files and elements, the staged tables, and the record made of them.

The shapes themselves, which resources they hold and what is special in them, are ``fhir_r4``,
``gpconnect`` and ``hospital_fhir``.
"""
