"""Which server the pretend carrier plays: Twilio's own, or one that speaks its API and differs in what is said here.

A profile of a server is taken at any time by `carrier.profile = SOMLENG`. One that differs in a point is made by
`replace(SOMLENG, most_a_page=2)`. The hotline is told nothing of it and has to cope by itself.

Sources: Twilio's documentation and SDK (9.13); Somleng's source under `app/` (somleng/somleng dcdc755 and
somleng/somleng-switch 3442ba8, both of April 2026); SignalWire's documentation, under
https://signalwire.com/docs/compatibility-api, and the validator in its SDK (signalwire-python 8253718). What the
docstrings below call unverified was neither read there nor seen: nothing may be built on it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias
from uuid import uuid4

ErrorCode: TypeAlias = int | str  # 21610, or "S1005" of Somleng's own
MessageStatus: TypeAlias = Literal["queued", "sent", "delivered", "undelivered", "failed", "received"]
Algorithm: TypeAlias = Literal["HMAC_SHA1", "HMAC_SHA256"]
Port: TypeAlias = Literal["as it stands", "not in calls", "always", "never"]

# HTTP's status of a refusal, where it is not the usual one of the server.
_STATUSES: Mapping[str, int] = {"20003": 401, "30002": 401, "S1004": 401, "20429": 429}


@dataclass(frozen=True, slots=True)
class Profile:
    """How one server behaves. What is not said is as at Twilio."""

    name: str

    # Sending.
    longest_validity: int = 36_000  # seconds of ValidityPeriod, which starts at 1
    codes_are: type[int] | type[str] = int  # in the JSON of errors and of messages
    refused: int = 400  # HTTP's status of a send that is refused
    unfit_code: ErrorCode | None = None  # of every form that does not fit but for its sender; None: each has its own
    late_codes: str = r"3\d{4}"  # a pattern: codes with which a message ends after it was taken
    callbacks: Literal["anywhere", "public or loopback", "public"] = "anywhere"  # where a StatusCallback may be
    smart_encoding: bool = True  # whether it is known there

    # What becomes of a message.
    steps: tuple[MessageStatus, ...] = ("queued", "sent", "delivered")
    lost: MessageStatus = "undelivered"  # instead of the last step
    tells_queued: bool = True  # False: only of messages sent through a Messaging Service
    tells_code: bool = True  # as ErrorCode in the last callback

    # Its book.
    base: str = ""  # the path before /2010-04-01
    messages_path: str = "Messages.json"  # in the addresses of further pages
    filters: bool = True  # the list by To and From
    most_a_page: int = 1000  # https://www.twilio.com/docs/usage/twilios-response#pagination
    uuids: bool = False  # instead of SM or CA and 32 hexadecimal digits
    zone: str = "+0000"  # how dates say UTC

    # Where texts and calls to the account's number go.
    overrides: bool = True  # TwiML apps, trunks and Messaging Services, which win over the number's own addresses

    # Webhooks.
    full_forms: bool = True  # with places and doubled names, or only what matters
    signature_header: str = "X-Twilio-Signature"
    algorithm: Algorithm = "HMAC_SHA1"
    own_key: bool = False  # signed by the carrier's `signing_key`, not by its auth token
    names_algorithm: bool = False  # in X-Twilio-Webhooks-Signature-Settings
    port: Port = "not in calls"  # in the address that is signed
    records_silence: bool = False  # a silent <Record> asks its action too

    def new_id(self, prefix: Literal["SM", "CA"]) -> str:
        """The id of a new message or call."""
        fresh = uuid4()
        return str(fresh) if self.uuids else prefix + fresh.hex

    def coded(self, code: ErrorCode) -> ErrorCode:
        """The code as it stands in this server's JSON."""
        return int(code) if self.codes_are is int and str(code).isdigit() else str(code)

    def comes_late(self, code: ErrorCode) -> bool:
        """Whether a message ends with this code, and is not refused with it on sending."""
        return re.fullmatch(self.late_codes, str(code)) is not None

    def status_of(self, code: ErrorCode) -> int:
        """HTTP's status of a refusal with this code."""
        return _STATUSES.get(str(code), self.refused)

    def unfit(self, code: ErrorCode) -> ErrorCode:
        """The code of a form that Twilio refuses with `code`; 21606 is the wrong sender."""
        return code if self.unfit_code is None or code == 21606 else self.unfit_code

    def path(self, *, lost: bool, by_service: bool) -> tuple[MessageStatus, ...]:
        """The statuses that callbacks tell of a message, its end last."""
        steps = self.steps if self.tells_queued or by_service else self.steps[1:]
        return (*steps[:-1], self.lost) if lost else steps


TWILIO = Profile("twilio")

TWILIO_SHARED_KEY = replace(
    TWILIO, name="twilio, shared key", algorithm="HMAC_SHA256", own_key=True, names_algorithm=True
)
"""Twilio with a Webhooks Rule that signs with a shared key; `algorithm="HMAC_SHA1"` is possible there as well.

Source: https://www.twilio.com/docs/usage/webhooks/webhook-shared-keys (public beta), and
twilio.request_validator of the SDK.
"""

SOMLENG = Profile(
    "somleng",
    longest_validity=14_400,  # request_schemas/twilio_api/message_request_schema.rb
    codes_are=str,  # errors/application_error/errors.rb
    refused=422,  # serializers/twilio_api/request_errors_serializer.rb
    unfit_code="20422",
    # In workflows/send_outbound_message.rb, queue_outbound_message.rb. The others refuse: 21606, 21704, 30006, S1005 …
    late_codes="S1001|S1002|21701|21703|30008",
    callbacks="public or loopback",  # models/url_validator.rb: "public", but the tests stand on 127.0.0.1
    steps=("queued", "sent"),  # workflows/update_message_status.rb
    lost="failed",
    tells_queued=False,
    tells_code=False,  # serializers/twilio_api/webhook/message_status_callback_serializer.rb
    filters=False,  # controllers/twilio_api/messages_controller.rb: the index answers with the whole scope
    uuids=True,
    zone="-0000",  # Ruby's Time#rfc2822
    overrides=False,  # serializers/twilio_api/incoming_phone_number_serializer.rb: null, all of them
    full_forms=False,  # serializers/twilio_api/webhook/message_serializer.rb; somleng-switch, models/twiml_endpoint.rb
    port="as it stands",  # workflows/twilio_api/notify_webhook.rb
    records_silence=True,  # somleng-switch, workflows/execute_record.rb
)
"""Somleng. Unverified: the most a page, that the list has the newest first, 404 and 429, and the length of a silent
recording, which is 0 here (it may count the seconds of silence that end it).
"""

SIGNALWIRE = Profile(
    "signalwire",
    longest_validity=172_800,  # …/sdks/reference/messaging/create
    codes_are=str,  # …/rest/messages/retrieve-message: error_code is "string or null"
    refused=422,
    smart_encoding=False,  # not among the parameters of …/messaging/create
    base="/api/laml",  # …/messaging/list, as the next
    messages_path="Messages",
    uuids=True,
    signature_header="X-SignalWire-Signature",
    own_key=True,
    port="as it stands",
)
"""SignalWire. Unverified: all of its errors (status 422, codes as strings in an error's JSON, which numbers they have),
what its callbacks hold, and which port it signs: its validator takes an address with and without :443 or :80, so try
`port="always"` and `"never"` too.
"""
