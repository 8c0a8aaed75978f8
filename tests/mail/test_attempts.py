"""What a carrier took and could not send is sent again, and what is told of an earlier attempt is old."""

from __future__ import annotations

import pytest

from hotline.mail.message import Mail, carriers_id, read_carriers_id
from hotline.mail.outbox import MOST_ATTEMPTS
from hotline.store.keys import mail_key
from tests.mail.post import Post


async def taken(post: Post) -> Mail:
    """A message that the carrier took."""
    mail = await post.put("one")
    await post.outbox.claim(post.limits, 1)
    await post.outbox.settle(mail.id, "sent", sid=mail.id, told="answer")
    return mail


async def test_it_waits_again_and_leaves_under_another_id(post: Post) -> None:
    mail = await taken(post)
    assert await post.outbox.again(mail.id, "twilio", 0, "x")
    assert (await post.outbox.claim(post.limits, 1)).claimed == []
    post.now += 60
    [claimed] = (await post.outbox.claim(post.limits, 1)).claimed
    assert (claimed.mail.id, claimed.attempt) == (mail.id, 1)
    assert await post.outbox.settle(mail.id, "sent", sid=carriers_id(mail.id, 1), told="answer") == "done"
    assert await post.outbox.settle(mail.id, "delivered", sid=carriers_id(mail.id, 1), attempt=1) == "done"


async def test_what_is_told_twice_of_an_attempt_begins_no_further_one_and_ends_nothing(post: Post) -> None:
    mail = await taken(post)
    assert await post.outbox.again(mail.id, "twilio", 0, "x")
    assert not await post.outbox.again(mail.id, "twilio", 0, "x")
    for state in ("failed", "sent", "unknown"):
        assert await post.outbox.settle(mail.id, state, sid=mail.id, attempt=0) == "old"
    assert await post.state(mail.id) == "queued"
    assert await post.store.read("HGET", mail_key(mail.id), "sid") is None


async def test_what_was_delivered_all_the_same_is_not_sent_again(post: Post) -> None:
    mail = await taken(post)
    await post.outbox.again(mail.id, "twilio", 0, "x")
    assert await post.outbox.settle(mail.id, "delivered", sid=mail.id, attempt=0) == "done"
    post.now += 60
    assert (await post.outbox.claim(post.limits, 1)).claimed == []


async def test_an_attempt_of_which_nothing_is_known_tells_only_that_it_arrived(post: Post) -> None:
    """A crash of the store has lost it, or nobody sent it: it is no message that went out twice."""
    mail = await taken(post)
    later = carriers_id(mail.id, 1)
    for state in ("failed", "sent"):
        assert await post.outbox.settle(mail.id, state, sid=later, attempt=1) == "old"
    assert await post.state(mail.id) == "sent"
    assert await post.outbox.settle(mail.id, "delivered", sid=later, attempt=1) == "done"
    assert await post.store.read("HMGET", mail_key(mail.id), "sid", "other") == [mail.id.encode(), None]


async def test_after_some_attempts_it_is_enough(post: Post) -> None:
    mail = await taken(post)
    attempt = 0
    while await post.outbox.again(mail.id, "twilio", attempt, "x"):
        attempt += 1
        post.now += 3600 / MOST_ATTEMPTS
        await post.outbox.claim(post.limits, 1)
        await post.outbox.settle(mail.id, "sent", sid=carriers_id(mail.id, attempt), told="answer")
    assert attempt == MOST_ATTEMPTS - 1


@pytest.mark.parametrize(
    ("known", "ours"),
    [("7f", ("7f", 0)), ("7f_2", ("7f", 2)), ("b7-smsgate-3_1", ("b7-smsgate-3", 1)), ("7f_x", ("7f", 0)),
     ("7f_", ("7f", 0)), ("7f_99999", ("7f", 0)), ("7f_٣", ("7f", 0))],
)  # fmt: skip
def test_an_id_tells_the_attempt(known: str, ours: tuple[str, int]) -> None:
    assert read_carriers_id(known) == ours
