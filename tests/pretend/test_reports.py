"""How messages come to their end, and how many callbacks are under way at once."""

from __future__ import annotations

import asyncio

from hotline.pretend.background import Background
from hotline.pretend.faults import FaultPlan
from hotline.pretend.messages import Message
from hotline.pretend.profiles import MessageStatus
from hotline.pretend.reports import MOST_POSTS, Reports
from tests.world import ACCOUNT, NUMBER, PERSON, START


class Posted:
    """What Reports posts: `enough` is set with the `wanted`-th, and no post comes to an end before `open` is."""

    def __init__(self, wanted: int = 0) -> None:
        self.seen: list[tuple[str, MessageStatus]] = []
        self.wanted = wanted
        self.enough = asyncio.Event()
        self.open = asyncio.Event()
        self.open.set()
        self.under_way = self.most = 0
        self.background = Background()
        self.reports = Reports(self.post, lambda: START, self.background)

    async def post(self, message: Message, status: MessageStatus) -> None:
        self.seen.append((message.sid, status))
        if len(self.seen) == self.wanted:
            self.enough.set()
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        await self.open.wait()
        self.under_way -= 1

    def start(self, sid: str, plan: FaultPlan, callback: str | None = "http://hotline.example/") -> Message:
        message = Message(
            sid, ACCOUNT, "outbound-api", NUMBER, PERSON, "a", START, START, "queued",
            taken=0.0, segments=1, status_callback=callback, attempt=1,
        )  # fmt: skip
        self.reports.start(message, plan)
        return message


async def test_so_many_messages_so_few_sockets() -> None:
    posted = Posted(wanted=MOST_POSTS)
    posted.open.clear()
    messages = [posted.start(f"SM{number}", FaultPlan()) for number in range(3 * MOST_POSTS)]
    await posted.enough.wait()
    posted.open.set()
    await posted.background.settled()
    assert posted.most == MOST_POSTS
    assert len(posted.seen) == 9 * MOST_POSTS
    assert {message.status for message in messages} == {"delivered"}
    assert [status for sid, status in posted.seen if sid == "SM0"] == ["queued", "sent", "delivered"]


async def test_a_message_comes_to_its_end_whatever_is_told_of_it() -> None:
    posted = Posted()
    lost = posted.start("SM1", FaultPlan(callbacks_lost=1))
    silent = posted.start("SM2", FaultPlan(), callback=None)
    await posted.background.settled()
    assert (lost.status, silent.status, posted.seen) == ("delivered", "delivered", [])
    assert silent.sent == START


async def test_a_status_never_goes_back() -> None:
    posted = Posted(wanted=1)
    posted.open.clear()
    message = posted.start("SM1", FaultPlan(callbacks_out_of_order=1))
    await posted.enough.wait()
    assert message.status == "delivered"
    posted.open.set()
    await posted.background.settled()
    assert [status for _, status in posted.seen] == ["delivered", "sent", "queued"]
    assert message.status == "delivered"
