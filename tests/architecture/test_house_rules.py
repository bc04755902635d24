"""The house rules, held over every file. An exception is listed here with its reason, and the lists only shrink."""

import pytest

from tests.architecture import source_rules as rules
from tests.architecture.sources import ALL, PRODUCTION, Source, read, sources

BUSINESS = ("config", "shop")

HELD: list[tuple[rules.Rule, tuple[str, ...]]] = [
    (rules.plain_transactions, BUSINESS),
    (rules.raw_connections, ("shop",)),
    (rules.residency_in_business, BUSINESS),
    (rules.django_signals, PRODUCTION),
    (rules.direct_tasks, PRODUCTION),
    (rules.delayed_tasks, PRODUCTION),
    (rules.locks_elsewhere, PRODUCTION),
    (rules.vague_names, ALL),
    (rules.long_modules, ALL),
    (rules.long_functions, ALL),
    (rules.many_arguments, PRODUCTION),
    (rules.logic_in_save, PRODUCTION),
    (rules.side_doors, ("shop",)),
    (rules.knows_it_is_tested, PRODUCTION),
    (rules.pickles, ALL),
    (rules.floats, PRODUCTION),
    (rules.blind_excepts, ALL),
    (rules.imports_upwards, ("pods", "shop")),
    (rules.impure_rules, ("pods", "shop")),
    (rules.calls_without_timeout, PRODUCTION),
    (rules.undrawn_errors, PRODUCTION),
]

EXCEPTIONS: dict[tuple[str, str], str] = {
    ("vague_names", "pods/db/base.py"): "Django looks a database backend up in a module of this name.",
    (
        "logic_in_save",
        "pods/directory/models.py",
    ): "Refuses only: django-tenants' delete() would leave a shop's rows behind.",
    ("direct_tasks", "pods/outbox/broker.py"): "The one sender of messages; a delivery row stands behind each.",
    (
        "many_arguments",
        "pods/outbox/registry.py",
    ): "A declaration: its keywords are what a handler states.",
}


def _is_excepted(rule: rules.Rule, source: Source) -> bool:
    return (rule.__name__, source.path) in EXCEPTIONS


@pytest.mark.parametrize(("rule", "folders"), HELD, ids=lambda each: getattr(each, "__name__", ""))
def test_every_file_keeps_the_rule(rule: rules.Rule, folders: tuple[str, ...]) -> None:
    found = [
        line for source in sources(*folders) if not _is_excepted(rule, source) for line in rules.broken(rule, source)
    ]
    assert not found, "\n".join(["", rule.__doc__ or "", *found])


def test_every_exception_is_still_needed() -> None:
    by_name = {rule.__name__: rule for rule, _folders in HELD}
    by_path = {source.path: source for source in sources()}
    unneeded = [
        (name, path)
        for name, path in EXCEPTIONS
        if path not in by_path or not rules.broken(by_name[name], by_path[path])
    ]
    assert not unneeded, f"These keep the rule by now, take them off the list: {unneeded}"


BREAKS: list[tuple[rules.Rule, str, str]] = [
    (rules.plain_transactions, "from django.db import models, transaction", "shop/orders/services.py"),
    (rules.plain_transactions, "from django.db import connection", "shop/orders/selectors.py"),
    (rules.plain_transactions, "from django.db.transaction import atomic", "config/urls.py"),
    (rules.raw_connections, "from django.db import connections", "shop/orders/selectors.py"),
    (rules.residency_in_business, "from pods.isolation.models import residencies", "shop/orders/services.py"),
    (rules.residency_in_business, "from pods.db.fence import hold_fence", "config/celery.py"),
    (rules.django_signals, "from django.db.models.signals import post_save", "shop/orders/models.py"),
    (rules.django_signals, "from django.dispatch import receiver", "shop/orders/apps.py"),
    (rules.direct_tasks, "assess.delay(1)", "shop/fraud/handlers.py"),
    (rules.direct_tasks, "app.send_task('x')", "pods/outbox/relay.py"),
    (rules.delayed_tasks, "send(assess, countdown=3)", "pods/outbox/relay.py"),
    (rules.delayed_tasks, "task.apply_async(eta=now)", "pods/outbox/relay.py"),
    (rules.locks_elsewhere, "Order.objects.select_for_update().get(pk=1)", "shop/orders/services.py"),
    (rules.vague_names, "", "shop/orders/utils.py"),
    (rules.vague_names, "", "shop/common/money.py"),
    (rules.long_modules, "\n" * 401, "shop/orders/services.py"),
    (rules.long_modules, "\n" * 601, "tests/shop/orders/test_services.py"),
    (rules.long_functions, "def f():\n" + "    x = 1\n" * 50, "shop/orders/services.py"),
    (rules.many_arguments, "def f(a, b, c, *, d, e, f): ...", "shop/orders/services.py"),
    (rules.logic_in_save, "class A:\n    def save(self): ...", "shop/orders/models.py"),
    (rules.side_doors, "from shop.catalog.models import Variant", "shop/orders/services.py"),
    (rules.side_doors, "from shop.catalog import selectors", "shop/storefront/views.py"),
    (rules.knows_it_is_tested, "import pytest", "shop/orders/services.py"),
    (rules.knows_it_is_tested, "x = os.environ.get('PYTEST_CURRENT_TEST')", "pods/db/base.py"),
    (rules.pickles, "import pickle", "pods/outbox/payloads.py"),
    (rules.floats, "total = models.FloatField()", "shop/orders/models.py"),
    (rules.imports_upwards, "from shop.orders.services import place_order", "shop/orders/selectors.py"),
    (rules.imports_upwards, "from shop.orders import api", "shop/orders/services/checkout.py"),
    (rules.impure_rules, "from django.utils import timezone", "shop/orders/rules.py"),
    (rules.impure_rules, "at = datetime.now(UTC)", "shop/orders/rules.py"),
    (rules.impure_rules, "from django.db import models", "shop/pricing/rules/codes.py"),
    (rules.calls_without_timeout, "urlopen(request)", "shop/payments/gateways/test_http.py"),
    (
        rules.undrawn_errors,
        '"""A.\n\nOrderError\n└── Unpaid\n"""\nclass OutOfStock(Exception): ...',
        "shop/orders/errors.py",
    ),
    (rules.blind_excepts, "try:\n    f()\nexcept:\n    pass", "shop/orders/services.py"),
]


@pytest.mark.parametrize(("rule", "text", "path"), BREAKS)
def test_the_rule_finds_what_breaks_it(rule: rules.Rule, text: str, path: str) -> None:
    assert rules.broken(rule, read(text, path))


KEEPS: list[tuple[rules.Rule, str, str]] = [
    (rules.plain_transactions, "from django.db import models, IntegrityError", "shop/orders/services.py"),
    (rules.locks_elsewhere, "Order.objects.select_for_update().get(pk=1)", "shop/orders/locks.py"),
    (rules.side_doors, "from shop.catalog.api import reserve", "shop/orders/services.py"),
    (rules.side_doors, "from shop.catalog import api as catalog", "shop/orders/services.py"),
    (rules.side_doors, "from shop.orders.models import Order", "shop/orders/services.py"),
    (rules.long_functions, "def f():\n" + "    x = 1\n" * 49, "shop/orders/services.py"),
    (rules.many_arguments, "class A:\n    def f(self, a, b, c, *, d, e): ...", "shop/orders/services.py"),
    (rules.imports_upwards, "from shop.orders.models import Order", "shop/orders/services/checkout.py"),
    (rules.calls_without_timeout, "urlopen(request, timeout=2)", "shop/payments/gateways/test_http.py"),
    (
        rules.undrawn_errors,
        '"""A.\n\nOrderError\n└── Unpaid\n"""\nclass Unpaid(Exception): ...',
        "shop/orders/errors.py",
    ),
    (rules.delayed_tasks, "schedule('x', due_in_s=3)", "shop/orders/services.py"),
]


@pytest.mark.parametrize(("rule", "text", "path"), KEEPS)
def test_the_rule_leaves_the_rest_alone(rule: rules.Rule, text: str, path: str) -> None:
    assert not rules.broken(rule, read(text, path))


def test_every_rule_is_tried_on_something_that_breaks_it() -> None:
    assert {rule for rule, _folders in HELD} == {rule for rule, _text, _path in BREAKS}
