"""A record's way through the outbox, against the real store."""

from __future__ import annotations

import asyncio

import pytest

from hotline.mail.message import MailState, mail_id
from hotline.mail.outbox import FIRST_CHECK, IN_DOUBT, LEASE, erase, put_once
from hotline.people.contacts import erase as erase_person
from hotline.people.contacts import open_profile
from hotline.store.keys import (
    MAIL_SENDING,
    MAIL_SENT,
    STATS_SECONDS,
    UNASKED,
    broadcast_key,
    contact_key,
    mail_key,
    mail_text_key,
    stats_key,
    stats_minute,
    unasked_key,
    waiting_key,
)
from tests.evening import PERSON, START
from tests.mail.post import ME, SEALS, Post


async def test_a_message_is_claimed_once_by_whoever_comes_first(post: Post) -> None:
    """Twenty workers at once share two hundred messages without one twice."""
    for number in range(200):
        await post.put(str(number))
    batches = await asyncio.gather(*(post.outbox.claim(post.limits, 15) for _ in range(20)))
    ids = [claimed.mail.id for batch in batches for claimed in batch.claimed]
    assert len(ids) == len(set(ids)) == 200


async def test_a_claim_brings_all_that_sending_needs(post: Post) -> None:
    mail = await post.put("one", body="Қайырлы таң")
    [claimed] = (await post.outbox.claim(post.limits, 5)).claimed
    assert claimed.mail == mail
    assert (claimed.tries, claimed.doubted) == (1, False)
    assert claimed.text is not None
    assert SEALS.open(claimed.text, mail_text_key(mail.id)).decode() == "Қайырлы таң"
    assert open_profile(SEALS, ME, claimed.profile).number == PERSON
    assert await post.state(mail.id) == "sending"


async def test_urgent_lanes_pass_the_others_and_what_is_not_due_waits(post: Post) -> None:
    for kind in ("news", "reminder", "alert", "reply", "danger"):
        await post.put(kind, kind)
    await post.put("later", "alert", at=post.now + 60)
    batch = await post.outbox.claim(post.limits, 10)
    assert [claimed.mail.kind for claimed in batch.claimed] == ["danger", "reply", "alert", "reminder", "news"]
    assert batch.wait == pytest.approx(60)
    post.now += 60
    assert [claimed.mail.id for claimed in (await post.outbox.claim(post.limits, 10)).claimed] == [mail_id("later")]


async def test_no_more_is_claimed_than_was_asked_for_and_the_next_lane_s_turn_is_told(post: Post) -> None:
    for number in range(3):
        for kind in ("reply", "alert"):
            await post.put(f"{kind}-{number}", kind)
    await post.put("a minute", "alert", at=post.now + 60)
    await post.put("ten seconds", at=post.now + 10)
    assert [claimed.mail.kind for claimed in (await post.outbox.claim(post.limits, 4)).claimed] == ["reply"] * 3 + [
        "alert"
    ]
    batch = await post.outbox.claim(post.limits, 10)
    assert [claimed.mail.kind for claimed in batch.claimed] == ["alert"] * 2
    assert batch.wait == pytest.approx(10)


async def test_putting_the_same_message_again_leaves_its_record(post: Post) -> None:
    mail = await post.put("one")
    await post.claim_one()
    assert not await put_once(post.store, SEALS, mail, "again")
    assert (await post.outbox.claim(post.limits, 10)).claimed == []


async def test_what_came_too_late_is_never_sent(post: Post) -> None:
    mail = await post.put("one", until=post.now + 10)
    post.now += 11
    assert (await post.outbox.claim(post.limits, 10)).claimed == []
    assert await post.state(mail.id) == "dropped"
    assert await post.store.read("HGET", stats_key(post.now), "why:late") == b"1"


@pytest.mark.parametrize(
    ("told", "ends"),
    [
        (["sent", "delivered"], "delivered"),
        (["delivered", "sent"], "delivered"),
        (["delivered", "delivered"], "delivered"),
        (["sent", "failed", "sent"], "failed"),
        (["unknown", "delivered"], "delivered"),
        (["delivered", "unknown"], "delivered"),
        (["dropped", "sent"], "dropped"),
        (["dropped", "delivered"], "delivered"),
    ],
)
async def test_states_only_move_forward(post: Post, told: list[str], ends: str) -> None:
    """In whatever order callbacks come, and however late one tells the truth."""
    mail = await post.put("one")
    await post.claim_one()
    for state in told:
        await post.outbox.settle(mail.id, state, sid="SM1" if state in ("sent", "delivered") else "")  # type: ignore[arg-type]
    assert await post.state(mail.id) == ends


@pytest.mark.parametrize("before", ["unknown", "dropped"])
async def test_an_end_that_is_put_right_later_counts_once_for_its_broadcast(post: Post, before: MailState) -> None:
    """Else its report would tell of more messages than there were."""
    mail = await post.put("one")
    await post.store.apply([("HSET", mail_key(mail.id), "broadcast", 7)])
    await post.claim_one()
    states: tuple[MailState, ...] = (before, "delivered", "delivered")
    for state in states:
        await post.outbox.settle(mail.id, state, sid="SM1")
    counts = await post.store.read("HGETALL", broadcast_key(7))
    assert counts == {b"sent": b"1", before.encode(): b"0", b"delivered": b"1"}


async def test_the_hour_counts_what_became_of_its_messages(post: Post) -> None:
    mail = await post.put("one")
    await post.claim_one()
    for state in ("sent", "delivered"):
        await post.outbox.settle(mail.id, state, sid="SM1")
    counts = await post.store.read("HGETALL", stats_key(post.now))
    minute = f"minute:{stats_minute(post.now)}".encode()
    assert counts == {b"reply:sent": b"1", minute: b"1", b"reply:delivered": b"1"}
    assert 0 < await post.store.read("TTL", stats_key(post.now)) <= STATS_SECONDS


async def test_a_callback_for_a_message_that_is_gone_makes_none(post: Post) -> None:
    assert await post.outbox.settle("gone", "delivered", sid="SM1") == "gone"
    assert await post.store.read("KEYS", "mail:*") == []


async def test_a_callback_settles_what_its_worker_could_not(post: Post) -> None:
    """The worker died between the carrier's answer and its own note: the record's id in the address tells."""
    mail = await post.put("one")
    await post.claim_one()
    assert await post.outbox.settle(mail.id, "delivered", sid="SM1") == "done"
    post.now += 10 * LEASE
    assert await post.outbox.doubted(10) == []
    assert await post.outbox.unfinished(10) == []


async def test_what_was_given_back_and_had_left_all_the_same_is_not_sent_again(post: Post) -> None:
    mail = await post.put("one")
    _, claim = await post.claim_one()
    await post.outbox.requeue(mail.id, claim, post.now)
    assert await post.outbox.settle(mail.id, "sent", sid="SM1") == "done"
    assert (await post.outbox.claim(post.limits, 10)).claimed == []


@pytest.mark.parametrize(
    ("state", "counted"), [("queued", "dropped"), ("sending", "dropped"), ("sent", "unknown"), ("delivered", "")]
)
@pytest.mark.parametrize("broadcast", [False, True])
async def test_a_message_that_is_erased_leaves_nothing_but_an_end_for_its_broadcast(
    post: Post, broadcast: bool, state: MailState, counted: str
) -> None:
    """Else the broadcast of somebody who was forgotten would never be over."""
    mail = await post.put("one", "news")
    if broadcast:
        await post.store.apply([("HSET", mail_key(mail.id), "broadcast", 7)])
    if state != "queued":
        await post.claim_one()
    if state in ("sent", "delivered"):
        await post.outbox.settle(mail.id, state, sid="SM1")
    before = await post.store.read("HGETALL", broadcast_key(7))
    await erase(post.store, mail.id)
    after = await post.store.read("HGETALL", broadcast_key(7))
    assert {name: count for name, count in after.items() if before.get(name) != count} == (
        {counted.encode(): b"1"} if broadcast and counted else {}
    )
    gone = [mail_key(mail.id), mail_text_key(mail.id), MAIL_SENDING, MAIL_SENT, waiting_key("twilio", "bulk")]
    assert await post.store.read("EXISTS", *gone) == 0
    assert broadcast or not await post.store.read("KEYS", "broadcast:*")


async def test_two_of_the_carriers_messages_for_one_record_are_noticed(post: Post) -> None:
    mail = await post.put("one")
    await post.claim_one()
    await post.outbox.settle(mail.id, "sent", sid="SM1")
    assert await post.outbox.settle(mail.id, "delivered", sid="SM2") == "twice"
    assert await post.store.read("HGET", stats_key(post.now), "twice") == b"1"


async def test_a_lost_lease_is_looked_up_and_only_then_given_back(post: Post) -> None:
    """Nobody may send it again before somebody has looked."""
    mail = await post.put("one")
    _, claim = await post.claim_one()
    post.now += LEASE + 1
    assert (await post.outbox.claim(post.limits, 10)).claimed == []
    [doubt] = await post.outbox.doubted(10)
    assert (doubt.id, doubt.claim, doubt.state, doubt.sid) == (mail.id, claim, "sending", "")
    assert await post.outbox.doubted(10) == []  # another one looks at the same time: not at this
    assert await post.outbox.requeue(doubt.id, doubt.claim, post.now)
    [again] = (await post.outbox.claim(post.limits, 10)).claimed
    assert again.tries == 2


async def test_who_lost_the_claim_cannot_give_a_message_back_or_end_it(post: Post) -> None:
    """A worker that slept through its lease wakes while another one is sending."""
    mail = await post.put("one")
    _, stale = await post.claim_one()
    await post.outbox.requeue(mail.id, stale, post.now)
    await post.claim_one()
    assert not await post.outbox.requeue(mail.id, stale, post.now)
    assert await post.outbox.settle(mail.id, "failed", claim=stale) == "lost"
    assert await post.state(mail.id) == "sending"


async def test_what_the_carrier_told_of_meanwhile_is_neither_given_back_nor_in_doubt(post: Post) -> None:
    """Its callback was quicker than the answer that the worker waits for."""
    mail = await post.put("one")
    _, claim = await post.claim_one()
    await post.outbox.settle(mail.id, "delivered", sid="SM1")
    assert not await post.outbox.requeue(mail.id, claim, post.now)
    await post.outbox.doubt(mail.id, claim)
    post.now += LEASE
    assert await post.outbox.doubted(10) == []
    assert (await post.outbox.claim(post.limits, 10)).claimed == []
    assert await post.state(mail.id) == "delivered"


async def test_who_lost_the_claim_casts_no_doubt_on_another_s_sending(post: Post) -> None:
    mail = await post.put("one")
    _, stale = await post.claim_one()
    assert await post.outbox.requeue(mail.id, stale, post.now)
    assert await post.store.read("ZCARD", MAIL_SENDING) == 0
    await post.claim_one()
    await post.outbox.doubt(mail.id, stale)
    post.now += IN_DOUBT
    assert await post.outbox.doubted(10) == []


async def test_a_place_in_a_set_without_a_record_is_cleared(post: Post) -> None:
    """The record expired, or is gone with its person."""
    await post.store.apply(
        [("ZADD", key, post.now, "gone") for key in (MAIL_SENDING, MAIL_SENT, waiting_key("twilio", "bulk"))]
    )
    assert (await post.outbox.doubted(10), await post.outbox.unfinished(10)) == ([], [])
    assert (await post.outbox.claim(post.limits, 10)).claimed == []
    assert (
        await post.store.read("EXISTS", MAIL_SENDING, MAIL_SENT, waiting_key("twilio", "bulk"), mail_key("gone")) == 0
    )


async def test_a_message_in_doubt_is_looked_up_soon(post: Post) -> None:
    id_, claim = (await post.put("one")).id, (await post.claim_one())[1]
    await post.outbox.doubt(id_, claim)
    post.now += IN_DOUBT
    assert [doubt.id for doubt in await post.outbox.doubted(10)] == [id_]


async def test_a_message_whose_end_nobody_told_is_asked_for_at_growing_intervals(post: Post) -> None:
    mail = await post.put("one")
    await post.claim_one()
    await post.outbox.settle(mail.id, "sent", sid="SM1")
    looks = []
    for _ in range(4):
        while not (found := await post.outbox.unfinished(10)):
            post.now += 10
            assert post.now < START + 3600
        looks.append(post.now - START)
        assert [(doubt.id, doubt.sid) for doubt in found] == [(mail.id, "SM1")]
        await post.outbox.ask_again(found[0])
    assert looks == [FIRST_CHECK, 60, 120, 240]


async def test_after_a_restart_of_the_store_what_was_queued_before_is_looked_up_first(post: Post) -> None:
    """The store may have lost the last claims: what seems to wait may have been sent."""
    await post.put("before")
    await post.outbox.claim(post.limits, 0)  # the run of the store is known now
    await post.store.apply([("HSET", "mail:server", "run", "another")])
    post.now += 1
    [claimed] = (await post.outbox.claim(post.limits, 10)).claimed
    assert claimed.doubted
    post.now += 1
    await post.put("after")
    [claimed] = (await post.outbox.claim(post.limits, 10)).claimed
    assert not claimed.doubted


async def test_a_days_unasked_messages_are_counted_in_the_persons_day(post: Post) -> None:
    counted = [await post.outbox.count(ME, "2022-09-25", 2) for _ in range(3)]
    assert counted == [True, True, False]
    assert await post.outbox.count(ME, "2022-09-26", 2)
    assert 24 * 3600 < await post.store.read("TTL", unasked_key(ME)) <= UNASKED


async def test_a_message_to_who_was_forgotten_meanwhile_is_counted_in_no_day(post: Post) -> None:
    await post.store.apply(erase_person(ME, "1"))
    assert not await post.outbox.count(ME, "2022-09-25", 2)
    assert not await post.store.read("EXISTS", unasked_key(ME))


async def test_whom_an_older_version_kept_beside_this_one_holds_up_nobody_s_mail(post: Post) -> None:
    await post.put("first")
    await post.store.apply([("DEL", contact_key(ME)), ("HSET", contact_key(ME), "profile", "of format 2")])
    await post.put("second")
    claimed = (await post.outbox.claim(post.limits, 10)).claimed
    assert [(one.profile, one.text is None) for one in claimed] == [(None, False)] * 2
    post.now += LEASE + 1
    assert [one.profile for one in await post.outbox.doubted(10)] == [None, None]


async def test_ended_records_and_their_texts_expire_and_waiting_ones_do_not(post: Post) -> None:
    mail = await post.put("one")
    for key in (mail_key(mail.id), mail_text_key(mail.id)):
        assert await post.store.read("TTL", key) == -1
    for state in ("sent", "delivered"):
        await post.outbox.settle(mail.id, state, sid="SM1")
    assert await post.store.read("EXISTS", MAIL_SENDING, MAIL_SENT, waiting_key("twilio", "replies")) == 0
    for key in (mail_key(mail.id), mail_text_key(mail.id)):
        assert 29 * 86400 < await post.store.read("TTL", key) <= 30 * 86400


async def test_no_key_or_field_of_the_outbox_names_a_person_or_a_text(post: Post) -> None:
    await post.put("one", body="Қайырлы таң")
    await post.claim_one()
    for key in await post.store.read("KEYS", "mail:*"):
        dumped = await post.store.read("DUMP", key)
        for trace in (PERSON, PERSON[1:], "Қайырлы"):
            assert trace.encode() not in key + dumped
