"""What the customers app announces. Version 1 of each; the subject is the customer."""

CUSTOMER_CREATED = "customers.customer_created"
"""{customer_id}: by staff, or at the first order."""

CUSTOMER_CHANGED = "customers.customer_changed"
"""{customer_id, version}"""

ADDRESSES_CHANGED = "customers.addresses_changed"
"""{customer_id, address_id}: one was added, edited, removed or made the default."""

CONSENT_CHANGED = "customers.consent_changed"
"""{customer_id, entry_id, channel, state}"""
