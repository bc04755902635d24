"""Where a gateway is told to send its webhooks: to the current shop's own host, so that routing finds its pod."""

from django.conf import settings

from pods.db.current import current_shop


def hook_address(code: str) -> str:
    """Return the address for a gateway. A shop keeps its first host for ever, so an old charge still finds it."""
    host = f"{current_shop().schema_name}.{settings.SHOP_SUFFIX}"
    if settings.HTTPS:
        return f"https://{host}/hooks/payments/{code}"
    return f"http://{host}:{settings.WEB_PORT}/hooks/payments/{code}"
