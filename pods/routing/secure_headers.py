"""Security headers on what is answered before a request's shop is known: files, and refusals of hosts."""

from django.http import HttpRequest
from django.middleware.security import SecurityMiddleware


class SecureHeadersMiddleware(SecurityMiddleware):
    """Django's SecurityMiddleware without its redirect to HTTPS.

    Django's own stands behind PodMiddleware: before it, any host that a client invents would be redirected to.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Let every request pass."""
