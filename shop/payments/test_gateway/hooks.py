"""The Test gateway's webhooks: signed with HMAC-SHA256 over time and body, sent to shops on this machine only.

Whatever host the address names, the connection goes to 127.0.0.1: a shop's host decides which shop hears it, and no
address makes this process call another machine.
"""

import hashlib
import hmac
import http.client
import time
from urllib.parse import urlsplit

SIGNATURE_HEADER = "Podium-Signature"
TIMEOUT_S = 10


def signature_of(body: bytes, *, secret: str, at: int) -> str:
    """Return what stands in the header: `t=<seconds since 1970>,v1=<hex>`."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def send_hook(url: str, body: bytes, *, secret: str) -> bool:
    """Send a webhook once, signed anew, and say whether it was taken."""
    parts = urlsplit(url)
    headers = {
        "Host": parts.netloc,
        "Content-Type": "application/json",
        SIGNATURE_HEADER: signature_of(body, secret=secret, at=int(time.time())),
    }
    connection = http.client.HTTPConnection("127.0.0.1", parts.port or 80, timeout=TIMEOUT_S)
    try:
        connection.request("POST", parts.path, body=body, headers=headers)
        return 200 <= connection.getresponse().status < 300
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
