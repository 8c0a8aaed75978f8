"""How the pretend carrier's messages come to their end, and how that is told to their StatusCallback."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TypeAlias

from hotline.pretend.background import Background
from hotline.pretend.faults import FaultPlan
from hotline.pretend.messages import Message, Status

MOST_POSTS = 50  # under way at once; as many sockets, however many messages wait

Post: TypeAlias = tuple[Status, bool]  # with whether it is late


class Reports:
    """Moves messages on and posts their statuses by `post`, which never raises for a hotline that does not answer."""

    def __init__(
        self,
        post: Callable[[Message, Status], Awaitable[None]],
        now: Callable[[], datetime],
        background: Background,
    ) -> None:
        self._post = post
        self._now = now
        self._background = background
        self._waiting: deque[tuple[Message, Sequence[Post], float]] = deque()
        self._posting = 0
        self._late: deque[tuple[float, Message, Status]] = deque()  # with the event loop's time when it is due

    def start(self, message: Message, plan: FaultPlan) -> None:
        """Brings a message that was just taken to its end in the background, with what goes wrong on the way."""
        path: tuple[Status, ...] = ("queued", "sent", message.end)
        posts = plan.posts(path, message.to, message.attempt)
        self._add(message, posts, plan.callbacks_late_seconds)

    def _add(self, message: Message, posts: Sequence[Post], late_seconds: float = 0.0) -> None:
        self._waiting.append((message, posts, late_seconds))
        if self._posting < MOST_POSTS:
            self._posting += 1
            self._background.start(self._work())

    async def _work(self) -> None:
        try:
            while self._waiting:
                await self._report(*self._waiting.popleft())
        finally:
            self._posting -= 1

    async def _report(self, message: Message, posts: Sequence[Post], late_seconds: float) -> None:
        for status, late in posts:
            message.advance(status, self._now())
            if message.status_callback is None:
                continue
            if late:
                self._put_off(message, status, late_seconds)
            else:
                await self._post(message, status)
        message.advance(message.end, self._now())  # whatever of it was told

    def _put_off(self, message: Message, status: Status, seconds: float) -> None:
        self._late.append((asyncio.get_running_loop().time() + seconds, message, status))
        if len(self._late) == 1:
            self._background.start(self._release())

    async def _release(self) -> None:
        """One task for all that is late, in the order in which it was put off."""
        while self._late:
            due, message, status = self._late[0]
            await asyncio.sleep(due - asyncio.get_running_loop().time())
            self._late.popleft()
            self._add(message, [(status, False)])
