"""Which apps there are, and in which databases each has its tables."""

SHARED_APPS = [
    "django_tenants",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "pods.directory",
    "pods.outbox",
    "shop.staff",
]
"""Tables in the directory."""

TENANT_APPS = [
    "pods.isolation",
    "pods.outbox",
    "shop.staff",
    "shop.inventory",
    "shop.catalog",
    "shop.customers",
    "shop.payments",
    "shop.pricing",
    "shop.orders",
    "shop.fraud",
]
"""Tables in every pod."""

PAGES = [
    "pods.console",
    "shop.pages",
    "shop.storefront",
    "shop.admin",
    "django.contrib.staticfiles",
    "django_htmx",
    "heroicons",
    "unfold",
]
"""Apps without tables."""

FIRST = ["pods.db", "pods.routing"]
"""Before django_tenants: the ground it stands on, and commands in place of those that would make schemas."""

INSTALLED_APPS = [*dict.fromkeys(FIRST + SHARED_APPS + TENANT_APPS + PAGES)]

TENANT_MODEL = "directory.Shop"
TENANT_DOMAIN_MODEL = "directory.Domain"
TENANT_SYNC_ROUTER = "pods.db.router.PodRouter"
DATABASE_ROUTERS = [TENANT_SYNC_ROUTER]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SHOP_OPENERS = [
    "shop.staff.api.open_shop",
    "shop.inventory.api.open_shop",
    "shop.catalog.api.open_shop",
    "shop.pricing.api.open_shop",
]
"""What each new shop is given: functions of a pods.routing.opening.NewShop, run in one service, safe to run again."""
