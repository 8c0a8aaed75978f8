"""The command as `tests/test_cli.py` runs it."""

from __future__ import annotations

from tests.test_cli import hotline, sample, store

__all__ = ["hotline", "sample", "store"]
