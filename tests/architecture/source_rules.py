"""House rules that a syntax tree can show. Each is a function from a file to the lines that break it.

A rule is a function of one Source; `broken` runs it and says where, so a failing test names the line to mend.
"""

import ast
from collections.abc import Callable, Iterator

from tests.architecture.sources import Source

Rule = Callable[[Source], Iterator[tuple[int, str]]]

INSIDE_AN_APP = ("errors", "types", "rules", "models", "locks", "selectors", "services", "handlers", "api")
"""The modules of an app, lowest first: each imports only what stands before it."""
CALLS_OUT = frozenset({"urlopen", "create_connection", "HTTPConnection", "HTTPSConnection"})
VAGUE_NAMES = frozenset({"utils", "util", "helpers", "helper", "misc", "common", "base", "manager"})
DJANGO_SIGNALS = (
    "django.dispatch",
    "django.core.signals",
    "django.db.models.signals",
    "django.db.backends.signals",
    "django.contrib.auth.signals",
    "django.test.signals",
)
DOORS = frozenset({"api", "types", "errors"})
APPS = frozenset(
    {"catalog", "customers", "orders", "fraud", "inventory", "payments", "pricing", "staff", "storefront", "admin"}
)
MODULE_LINES, TEST_MODULE_LINES, FUNCTION_LINES, ARGUMENTS = 400, 600, 50, 5


def broken(rule: Rule, source: Source) -> list[str]:
    """Return where and how a file breaks a rule, as `path:line sentence`."""
    return [f"{source.path}:{line} {sentence}" for line, sentence in rule(source)]


def _imported(source: Source) -> Iterator[tuple[int, str]]:
    """Yield every imported name in full: `from a import b` is "a.b"."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node.lineno, f"{node.module or ''}.{alias.name}"


def _calls(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Yield every call with the last part of what is called."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Attribute):
                yield node, called.attr
            elif isinstance(called, ast.Name):
                yield node, called.id


def plain_transactions(source: Source) -> Iterator[tuple[int, str]]:
    """Django's own `atomic()`, `on_commit()` and `connection` mean the directory here, whatever shop is current."""
    names = {"transaction", "connection", "router"}
    for line, name in _imported(source):
        module, _, last = name.rpartition(".")
        if (module == "django.db" and last in names) or module == "django.db.transaction":
            yield line, f"imports {name}: use @service and after_commit of pods.routing."


def raw_connections(source: Source) -> Iterator[tuple[int, str]]:
    """The business reaches its rows through the ORM."""
    for line, name in _imported(source):
        if name in {"django.db.connections", "MySQLdb"}:
            yield line, f"imports {name}: the ORM binds statements to the shop, a raw cursor leaves that to you."


def residency_in_business(source: Source) -> Iterator[tuple[int, str]]:
    """What opens, moves and deletes a shop writes the row that says where it is, and nobody else."""
    for line, name in _imported(source):
        if name.startswith(("pods.db.fence", "pods.isolation.models.Residency", "pods.isolation.models.residencies")):
            yield line, f"imports {name}: @service takes the fence, and where a shop is served is not the shop's."


def django_signals(source: Source) -> Iterator[tuple[int, str]]:
    """What happens on a change stands in the service that makes it."""
    for line, name in _imported(source):
        if name.startswith(DJANGO_SIGNALS):
            yield line, f"imports {name}: publish an event in the service instead."


def direct_tasks(source: Source) -> Iterator[tuple[int, str]]:
    """Work that must happen is a delivery row; a message on a broker may be lost."""
    for call, name in _calls(source):
        if name in {"delay", "apply_async", "send_task"} and isinstance(call.func, ast.Attribute):
            yield call.lineno, f"calls .{name}(): publish an event or schedule a delivery."


def delayed_tasks(source: Source) -> Iterator[tuple[int, str]]:
    """Delayed work is a delivery's `due_at`: Celery keeps an ETA in the memory of one worker."""
    for call, _name in _calls(source):
        for keyword in call.keywords:
            if keyword.arg in {"eta", "countdown"}:
                yield call.lineno, f"passes {keyword.arg}=: schedule a delivery."


def locks_elsewhere(source: Source) -> Iterator[tuple[int, str]]:
    """Locks are taken in one file of an app, so that their order can be read there."""
    if source.name == "locks.py":
        return
    for call, name in _calls(source):
        if name == "select_for_update":
            yield call.lineno, "locks rows: that belongs into locks.py."


def vague_names(source: Source) -> Iterator[tuple[int, str]]:
    """A name that fits everything says nothing."""
    for part in source.path.removesuffix(".py").split("/"):
        if part in VAGUE_NAMES:
            yield 1, f'is called "{part}": name it after what it owns.'


def long_modules(source: Source) -> Iterator[tuple[int, str]]:
    """A long module is several."""
    limit = TEST_MODULE_LINES if source.starts_with("tests") else MODULE_LINES
    if source.lines > limit:
        yield 1, f"has {source.lines} lines, {limit} are allowed."


def long_functions(source: Source) -> Iterator[tuple[int, str]]:
    """A long function is several. Its docstring counts: it is read as well."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield node.lineno, f"{node.name} has {lines} lines, {FUNCTION_LINES} are allowed."


def many_arguments(source: Source) -> Iterator[tuple[int, str]]:
    """More than five arguments are a dataclass that wants a name."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            count = sum(argument.arg not in {"self", "cls"} for argument in given)
            if count > ARGUMENTS:
                yield node.lineno, f"{node.name} takes {count} arguments, {ARGUMENTS} are allowed."


def logic_in_save(source: Source) -> Iterator[tuple[int, str]]:
    """A bulk statement passes by save() and delete(), so nothing may depend on them."""
    if source.name != "models.py":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete", "asave", "adelete"}:
            yield node.lineno, f"overrides {node.name}(): that belongs into a service."


def side_doors(source: Source) -> Iterator[tuple[int, str]]:
    """Apps of the shop meet at their api.py, types.py and errors.py."""
    for line, name in _imported(source):
        parts = name.split(".")
        if parts[0] != "shop" or len(parts) < 3 or parts[1] not in APPS or source.package == f"shop/{parts[1]}":
            continue
        if parts[2] not in DOORS:
            yield line, f"imports {name}: other apps use shop.{parts[1]}.api."


def knows_it_is_tested(source: Source) -> Iterator[tuple[int, str]]:
    """Code that behaves otherwise under test is code that no test has seen."""
    for line, name in _imported(source):
        if name.split(".")[0] in {"pytest", "unittest", "tests"}:
            yield line, f"imports {name}."
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and node.value in {"PYTEST_CURRENT_TEST", "PYTEST_VERSION"}:
            yield node.lineno, "asks whether it is under test."


def pickles(source: Source) -> Iterator[tuple[int, str]]:
    """A pickle from a cache, a queue or a file runs whatever its writer liked."""
    for line, name in _imported(source):
        if name.split(".")[0] in {"pickle", "shelve", "marshal", "dill", "cloudpickle"}:
            yield line, f"imports {name}: store JSON or msgpack."


def floats(source: Source) -> Iterator[tuple[int, str]]:
    """A FLOAT column reads back other digits than were written, and moves compare rows."""
    for call, name in _calls(source):
        if name == "FloatField" and source.name in {"models.py", "fields.py"} | _in_models_package(source):
            yield call.lineno, "declares a FloatField: use whole numbers or DecimalField."


def _in_models_package(source: Source) -> set[str]:
    return {source.name} if "/models/" in source.path else set()


def blind_excepts(source: Source) -> Iterator[tuple[int, str]]:
    """A bare `except:` catches the worker's own stop as well."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ExceptHandler) and node.type is None:
            yield node.lineno, "has a bare except: catch the narrowest exception."


def imports_upwards(source: Source) -> Iterator[tuple[int, str]]:
    """Inside an app, imports go down as well: api > handlers > services > … > types > errors."""
    app = source.path.removesuffix(".py").removeprefix(f"{source.package}/").partition("/")[0]
    if app not in INSIDE_AN_APP:
        return
    own = source.package.replace("/", ".")
    for line, name in _imported(source):
        if not name.startswith(f"{own}."):
            continue
        other = name.removeprefix(f"{own}.").split(".")[0]
        if other in INSIDE_AN_APP and INSIDE_AN_APP.index(other) > INSIDE_AN_APP.index(app):
            yield line, f"imports {name}: {app} stands below {other}."


def impure_rules(source: Source) -> Iterator[tuple[int, str]]:
    """Rules decide from what they are given: no framework, no clock, no database, no chance."""
    if source.name != "rules.py" and "/rules/" not in source.path:
        return
    for line, name in _imported(source):
        if name.split(".")[0] in {"django", "time", "random", "secrets", "os"} or name.startswith("pods.db"):
            yield line, f"imports {name}: hand it in as a value."
    for call, name in _calls(source):
        if name in {"now", "today", "utcnow"}:
            yield call.lineno, f"asks the clock with {name}(): hand the moment in."


def calls_without_timeout(source: Source) -> Iterator[tuple[int, str]]:
    """A call into the network without a timeout waits for ever."""
    for call, name in _calls(source):
        if name in CALLS_OUT and not any(keyword.arg == "timeout" for keyword in call.keywords):
            yield call.lineno, f"calls {name}() without timeout=."


def undrawn_errors(source: Source) -> Iterator[tuple[int, str]]:
    """The docstring of errors.py draws the tree of all its errors."""
    if source.name != "errors.py" or source.path == "config/errors.py":
        return
    drawn = set(
        (ast.get_docstring(source.tree) or "").replace("│", " ").replace("├──", " ").replace("└──", " ").split()
    )
    for node in source.tree.body:
        if isinstance(node, ast.ClassDef) and node.name not in drawn:
            yield node.lineno, f"{node.name} is missing in the tree."
