"""Puts `request.member` on every request; who it is, is only asked when somebody looks."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from shop.staff.sign_in import member_of


class StaffMiddleware:
    """Must stand after the session's middleware. Views that need a member say so with `signed_in`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.member = SimpleLazyObject(partial(member_of, request))  # type: ignore[attr-defined]
        return self.get_response(request)
