"""How the pretend carrier's messages come to their end, and how that is told to their StatusCallback."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from hotline.pretend.background import Background
from hotline.pretend.faults import FaultPlan
from hotline.pretend.messages import Message
from hotline.pretend.profiles import MessageStatus

MOST_POSTS = 50  # under way at once; as many sockets, however many messages wait


class Reports:
    """Moves messages on and posts their statuses by `post`, which never raises for a hotline that does not answer."""

    def __init__(
        self,
        post: Callable[[Message, MessageStatus], Awaitable[None]],
        now: Callable[[], datetime],
        background: Background,
    ) -> None:
        self._post = post
        self._now = now
        self._background = background
        self._waiting: deque[tuple[Message, Sequence[MessageStatus]]] = deque()
        self._posting = 0

    def start(self, message: Message, plan: FaultPlan) -> None:
        """Brings a message that was just taken to its end in the background, with what goes wrong on the way."""
        self._waiting.append((message, plan.posts(message.path, message.to, message.attempt)))
        if self._posting < MOST_POSTS:
            self._posting += 1
            self._background.start(self._work())

    async def _work(self) -> None:
        try:
            while self._waiting:
                message, posts = self._waiting.popleft()
                for status in posts:
                    message.advance(status, self._now())
                    if message.status_callback is not None:
                        await self._post(message, status)
                message.advance(message.path[-1], self._now())  # whatever of it was told
        finally:
            self._posting -= 1
