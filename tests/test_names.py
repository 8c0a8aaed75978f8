"""No two things of the product have one name: who reads it need not ask which of them is meant."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parent.parent


def defined(path: Path) -> list[str]:
    """The classes and aliases of types that a file defines; type variables are nobody's."""
    found = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            found.append(node.name)
        elif isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias":
            found.append(ast.unparse(node.target))
    return found


def test_no_two_classes_have_one_name() -> None:
    where = defaultdict(list)
    for room in ("hotline", "flows", "workers"):
        for path in sorted((ROOT / room).rglob("*.py")):
            for name in defined(path):
                where[name].append(str(path.relative_to(ROOT)))
    assert len(where) > 150
    assert {name: paths for name, paths in where.items() if len(paths) > 1} == {}
