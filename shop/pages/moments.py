"""Dates as people read them: `12 Nov, 14:06` in lists, `12 November 2026, 14:06` on pages.

`12 Nov 2026` where the year counts and the time of day does not.
"""

from datetime import datetime
from enum import StrEnum

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from django.utils import timezone
from django.utils.translation import get_language, to_locale


class Form(StrEnum):
    """How much of a date is written."""

    LIST = "list"
    PAGE = "page"
    DAY = "day"
    DATE = "date"


_SKELETONS = {Form.LIST: "MMMd", Form.DAY: "MMMMEEEEd", Form.DATE: "yMMMd"}


def written(moment: datetime, form: Form) -> str:
    """Write date and time of a moment in the current time zone and language; the DATE form has no time."""
    local = timezone.localtime(moment)
    if form is Form.DATE:
        return _date(local, form)
    return f"{_date(local, form)}, {format_time(local, 'HH:mm', locale=_locale())}"


def today() -> str:
    """Write the current day as a heading: Thursday 12 November."""
    return _date(timezone.localtime(), Form.DAY)


def with_zone(moment: datetime) -> str:
    """Write a moment in full with the name of its time zone."""
    return f"{written(moment, Form.PAGE)} {timezone.localtime(moment).tzname()}"


def _date(local: datetime, form: Form) -> str:
    if form is Form.PAGE:
        return format_date(local, "long", locale=_locale())
    return str(format_skeleton(_SKELETONS[form], local, locale=_locale()))


def _locale() -> Locale:
    # "en" alone is American in CLDR; our English puts the day before the month.
    language = get_language() or "en"
    return Locale.parse("en_GB" if language == "en" else to_locale(language))
