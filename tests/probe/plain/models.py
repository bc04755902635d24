"""The library as plain Django models, one database per shop."""

from django.db import models

from tests.probe.definitions import define

LIBRARY = define(
    label="probe_plain",
    base=models.Model,
    foreign_key=models.ForeignKey,
    one_to_one=models.OneToOneField,
    key=(),
)
