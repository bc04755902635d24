"""The customers' door. Selectors name their query count; services need the permission they name."""

from shop.customers.exporting import export_customers
from shop.customers.selectors.consents import consent_history
from shop.customers.selectors.customers import address_by_id, customer_by_id
from shop.customers.selectors.lists import customers_after, customers_page, find_customer, tags_in_use
from shop.customers.sentences import marketing_wording
from shop.customers.services.addresses import add_address, choose_default_address, edit_address, remove_address
from shop.customers.services.consents import give_consent, withdraw_consent
from shop.customers.services.people import add_customer, edit_customer
from shop.customers.services.remembering import remember_customer

__all__ = [
    "add_address",
    "add_customer",
    "address_by_id",
    "choose_default_address",
    "consent_history",
    "customer_by_id",
    "customers_after",
    "customers_page",
    "edit_address",
    "edit_customer",
    "export_customers",
    "find_customer",
    "give_consent",
    "marketing_wording",
    "remember_customer",
    "remove_address",
    "tags_in_use",
    "withdraw_consent",
]
