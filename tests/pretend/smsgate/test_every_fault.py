"""All faults of the pretend SMSGate at once, and still each text comes and each reply leaves once."""

from __future__ import annotations

import aiohttp
from android_sms_gateway import errors

from hotline.pretend.smsgate.faults import SmsGateFaults
from tests.pretend.smsgate.street import PEOPLE, Street
from tests.pretend.smsgate.test_plan import SHARES


async def reply(street: Street, id_: str, to: str) -> None:
    """Sends, and settles every doubt by the id: what the hotline's own client has to do, in its shortest form."""
    while True:
        try:
            await street.send(id_, to, "Ночлег")
        except aiohttp.ServerDisconnectedError:
            await street.later(seconds=1)
        except errors.APIError as error:
            if error.status_code == 409:
                return
            await street.later(seconds=1)
        else:
            return


async def test_with_every_fault_at_five_in_a_hundred_each_text_is_told_and_each_reply_leaves_once(
    street: Street,
) -> None:
    shares = dict.fromkeys(SHARES, 0.05) | {"no_credit": 0}
    seconds = {"stuck_seconds": 600, "late_seconds": 600, "silent_period_seconds": 600}
    street.gate.faults = SmsGateFaults(**shares | seconds)  # type: ignore[arg-type]  # shares and seconds only
    street.strict = True
    people, replied = PEOPLE[:80], set[str]()
    for person in people:
        street.gate.text(person, "НОЧЛЕГ")
        await street.later(seconds=10)
    for _ in range(20):
        await street.later(minutes=2)
        for one in street.posted:
            to = "+7" + str(one.payload.get("sender", ""))[-10:]
            if one.name == "sms:received" and to not in replied:
                replied.add(to)
                await reply(street, f"reply-{to}", to)
    await street.later(hours=1)
    assert sorted(sms.to for sms in street.gate.sent) == people
    counts = street.gate.counts()
    assert counts["webhooks_waiting"] == 0
    for counted, kinds in (
        ("answers_lost", {"cut", "server error"}),
        ("turned_away", {"409", "500", "503"}),
        ("webhooks_answered", {"204", "403"}),
        ("states", {"Delivered", "Failed", "Processed"}),
    ):
        assert set(counts[counted]) == kinds  # type: ignore[call-overload]  # each is a table of counts
