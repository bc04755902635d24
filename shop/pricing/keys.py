"""How customers are told apart where codes are used: by a digest of their e-mail, so that no use names anybody."""

from hashlib import sha256

from pods.db.current import current_shop
from shop.addresses import normal_email


def customer_key(email: str) -> str:
    """Return the key of the customer with this e-mail in the current shop: the same e-mail elsewhere has another."""
    return sha256(f"{current_shop().pk}:{normal_email(email)}".encode()).hexdigest()
