"""Who leaves the current shop, and why: each use of across_shops() is listed in across_shops.txt."""

import ast
from collections.abc import Iterator

from tests.architecture.sources import PRODUCTION, ROOT, Source, sources

LIST = ROOT / "tests/architecture/across_shops.txt"
DEFINED_IN = "pods/isolation/scope.py"


def _uses(source: Source) -> Iterator[tuple[str, ast.Call]]:
    """Yield each call of across_shops with the name of the function or class that it stands in."""

    def walk(node: ast.AST, inside: str) -> Iterator[tuple[str, ast.Call]]:
        for child in ast.iter_child_nodes(node):
            named = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            place = f"{inside}.{child.name}".lstrip(".") if named else inside  # type: ignore[attr-defined]
            if isinstance(child, ast.Call) and _called(child) in {"across_shops", "scope_lifted_for"}:
                yield place or "<module>", child
            yield from walk(child, place)

    yield from walk(source.tree, "")


def _called(call: ast.Call) -> str:
    return getattr(call.func, "attr", None) or getattr(call.func, "id", "")


def _listed() -> set[str]:
    lines = (line.partition("#")[0].strip() for line in LIST.read_text(encoding="utf-8").splitlines())
    return {line for line in lines if line}


def test_every_way_out_of_a_shop_is_listed() -> None:
    found = {
        f"{source.path} {place}"
        for source in sources(*PRODUCTION)
        if source.path != DEFINED_IN
        for place, _ in _uses(source)
    }
    assert found == _listed()


def test_every_way_out_of_a_shop_states_its_reason() -> None:
    silent = [
        f"{source.path}:{call.lineno}"
        for source in sources(*PRODUCTION)
        if source.path != DEFINED_IN
        for _place, call in _uses(source)
        if not any(
            keyword.arg == "reason" and isinstance(keyword.value, ast.Constant) and keyword.value.value
            for keyword in call.keywords
        )
    ]
    assert not silent
