"""Tags of every page: icons, money, moments, countries."""

import re
from datetime import datetime
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from heroicons.templatetags.heroicons import heroicon_mini, heroicon_outline

from shop.countries import country_name
from shop.languages import language_name
from shop.money import Money, format_money, format_price
from shop.pages import moments, pictures
from shop.pages.html import plain_text, safe_html

register = template.Library()


SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n")


@register.filter
def money(amount: Money) -> str:
    """Write an amount with all its digits: totals, payments."""
    return format_money(amount)


@register.filter
def price(amount: Money) -> str:
    """Write a list price, a round one without its zeros."""
    return format_price(amount)


@register.filter
def country(code: str) -> str:
    """Write a country's name."""
    return country_name(code)


@register.filter
def language(code: str) -> str:
    """Write a language's name."""
    return language_name(code)


@register.filter
def first_sentence(text: str) -> str:
    """Return the first sentence of a description, as plain text."""
    return SENTENCE_END.split(plain_text(text), maxsplit=1)[0]


@register.filter
def html(text: str) -> SafeString:
    """Show what a merchant wrote as HTML, without anything that could do harm."""
    return safe_html(text)


@register.simple_tag
def moment(at: datetime, form: str = "list") -> SafeString:
    """Write a moment as a <time> element; the zone stands in its title."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(timespec="seconds"),
        moments.with_zone(at),
        moments.written(at, moments.Form(form)),
    )


@register.simple_tag
def icon(name: str, css: str = "ic", kind: str = "mini") -> SafeString:
    """Draw an icon beside a word: mini in controls and lists, outline in navigation and shops."""
    return _drawn(name, css, kind)


@lru_cache(maxsize=256)
def _drawn(name: str, css: str, kind: str) -> SafeString:
    draw = {"mini": heroicon_mini, "outline": heroicon_outline}[kind]
    return SafeString(draw(name, size=None, **{"class": css}))


@register.simple_tag
def picture_src(handle: str, key: str, width: int = 960) -> str:
    """Return the address of a product's picture in about this width."""
    return pictures.picture_src(handle, key, width)


@register.simple_tag
def picture_srcset(key: str, sizes: str = "") -> SafeString:
    """Write ` srcset="…" sizes="…"` of an uploaded picture, nothing of a drawn one."""
    choices = pictures.picture_choices(key)
    return (
        format_html(' srcset="{}" sizes="{}"', choices, sizes or "(max-width: 640px) 100vw, 50vw")
        if choices
        else SafeString()
    )
