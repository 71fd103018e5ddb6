"""The words of the field as checked values. Imports nothing of the project."""
