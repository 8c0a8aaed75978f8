"""Which messages the pretend carrier takes, and how it shows them."""

from __future__ import annotations

import pytest

from hotline.pretend.messages import ApiError, check
from hotline.pretend.profiles import TWILIO
from tests.world import GOOD, NUMBER, PERSON, START, World, outgoing


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"To": ""}, 21604),
        ({"To": "87011234567"}, 21211),
        ({"To": "+7701"}, 21211),
        ({"To": "+999999999999"}, 21211),  # no such country
        ({"To": NUMBER}, 21211),  # a number cannot write to itself
        ({"From": ""}, 21603),
        ({"From": "+77019999999"}, 21606),
        ({"Body": ""}, 21602),
        ({"Body": "ж" * 1601}, 21617),
        ({"StatusCallback": "/status"}, 21609),
        ({"StatusCallback": "https://a_b.example/"}, 21609),
        ({"StatusCallback": "https://[::1/"}, 21609),
        ({"ValidityPeriod": "0"}, 20001),
        ({"ValidityPeriod": "36001"}, 20001),
        ({"ValidityPeriod": "long"}, 20001),
    ],
)
def test_a_message_is_turned_away_with_twilios_code(changes: dict[str, str], code: int) -> None:
    with pytest.raises(ApiError) as caught:
        check({**GOOD, **changes}, NUMBER, TWILIO)
    assert (caught.value.status, caught.value.code) == (400, code)


@pytest.mark.parametrize(
    "changes", [{}, {"Body": "ж" * 1600}, {"ValidityPeriod": "1"}, {"StatusCallback": "http://127.0.0.1:1/x"}]
)
def test_a_message_at_the_limits_is_taken(changes: dict[str, str]) -> None:
    check({**GOOD, **changes}, NUMBER, TWILIO)
    check({"To": PERSON, "MessagingServiceSid": "MG1", "Body": "a"}, NUMBER, TWILIO)


async def test_the_sdk_reads_what_was_sent(world: World) -> None:
    client = world.twilio._client
    await world.twilio.send(outgoing(to="+77021234567"))
    await world.twilio.send(outgoing("ж" * 71))
    await world.carrier.settled()
    [listed] = await client.messages.list_async(to=PERSON)
    fetched = await client.messages(listed.sid).fetch_async()
    for message in (listed, fetched):
        assert (message.body, message.to, message.from_, message.status) == ("ж" * 71, PERSON, NUMBER, "delivered")
        assert (message.num_segments, message.direction, message.date_sent) == ("2", "outbound-api", START)
