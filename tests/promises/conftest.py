"""Promises are tested in the same house as the flow."""

from tests.flow.conftest import home, patient_home

__all__ = ["home", "patient_home"]
