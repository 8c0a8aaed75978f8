"""Comments and docstrings stand by themselves: whatever file they cite, a reader of this repository has it."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDERS = ("hotline", "flows", "workers", "tests", "prompts")
CODE = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
OTHERS = [*(ROOT / "prompts").glob("*.ftl"), *(ROOT / "hotline").rglob("*.toml"), *(ROOT / "hotline").rglob("*.lua")]
OTHERS += [ROOT / name for name in ("Makefile", "Procfile", "pyproject.toml", ".ci/run")]
NAMED = re.compile(r"(?<![\w/.…-])[\w.-][\w./-]*\.(?:md|py|ftl|csv|tsv|toml|txt|lua|lock|html)\b")
ELSEWHERE = re.compile(r"\(design\)|\b[Ss]eeds? \d|\b[Ii]ssues? #?\d|\b(?:DESIGN|FINDINGS|CONTRACT|CARRIERS)\b")
FILES = frozenset(path.name for path in ROOT.glob("[!.]*/**/*"))
MADE = {"audit.csv"}  # what an example of a command writes


def remarks(path: Path) -> Iterator[str]:
    """What is written for readers: comments, docstrings, and texts that stand below what they tell of."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield from (line.partition("--" if path.suffix == ".lua" else "#")[2] for line in text.splitlines())
        return
    yield from (
        one.string for one in tokenize.generate_tokens(io.StringIO(text).readline) if one.type == tokenize.COMMENT
    )
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value


def is_there(name: str, beside: Path) -> bool:
    return name in FILES or any((folder / name).exists() for folder in (ROOT, ROOT / "hotline", beside))


def test_no_remark_cites_what_is_not_in_the_repository() -> None:
    missing = {}
    for path in (*CODE, *OTHERS):
        told = " ".join(remarks(path))
        named = {name for name in NAMED.findall(told) if name not in MADE and not is_there(name, path.parent)}
        if found := named | set(ELSEWHERE.findall(told)):
            missing[str(path.relative_to(ROOT))] = found
    assert missing == {}
