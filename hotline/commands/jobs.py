"""Jobs that failed: what they are, and running them again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from redis import Redis
from redis.exceptions import RedisError
from rich.table import Table

from ..settings import Settings
from ..store.store import StoreAway
from . import laptop
from .common import MISUSE, VAR, Folder, console, demos_own, environment, fail


def jobs_list(folder: Folder = VAR) -> None:
    """Jobs that failed in the last week, the latest first; those of killed workers too.

    Example: hotline jobs list
    """
    from workers.failures import failures

    with _redis(folder) as (redis, settings):
        found = failures(redis)
    if not found:
        console.print("no job failed")
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("id", "job", "failed", "error"):
        table.add_column(heading, overflow="fold")
    for failure in found:
        at = datetime.fromtimestamp(failure.at, settings.timezone).strftime("%d.%m %H:%M:%S")
        table.add_row(failure.id, failure.function.rpartition(".")[2], at, failure.error.rpartition(".")[2])
    console.print(table)


def jobs_retry(
    id_: Annotated[str | None, typer.Argument(metavar="[ID]", help="As in the list.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
    folder: Folder = VAR,
) -> None:
    """Run a failed job again, or all. A job that did its work in part goes on: nothing is sent twice.

    Example: hotline jobs retry --all
    """
    from workers.failures import failures, retry

    if (id_ is None) != every:
        fail("name one job or --all; see: hotline jobs list", MISUSE)
    with _redis(folder) as (redis, _):
        ids = [failure.id for failure in failures(redis)] if id_ is None else [id_]
        for one in ids:
            retry(redis, one)
    console.print(f"put back into the queue: {len(ids)}")


@contextmanager
def _redis(folder: Path) -> Iterator[tuple[Redis, Settings]]:
    from workers.queues import connect

    settings = Settings.read(environment(folder))
    with ExitStack() as stack:
        if demos_own():
            stack.enter_context(laptop.store_in(folder))
        redis = stack.enter_context(connect(settings.redis_url))
        try:
            yield redis, settings
        except RedisError as error:
            raise StoreAway(f"the store cannot be reached: {type(error).__name__}") from None
