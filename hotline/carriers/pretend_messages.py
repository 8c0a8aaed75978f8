"""The messages of the pretend carrier: what is checked on taking one, how one is shown, how they are listed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from email.utils import format_datetime
from typing import Literal, TypeAlias
from urllib.parse import urlencode, urlsplit

import phonenumbers

from hotline.carriers.twiml_rules import MOST_TEXTED
from hotline.segments import segments

Status: TypeAlias = Literal["queued", "sent", "delivered", "received"]
MOST_PAGE, USUAL_PAGE = 1000, 50  # https://www.twilio.com/docs/usage/twilios-response#pagination


class ApiError(Exception):
    """A request turned away. `status` is HTTP's, `code` Twilio's; the text quotes nothing of the request."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message

    def shown(self) -> dict[str, object]:
        """The error as Twilio's JSON."""
        more = f"https://www.twilio.com/docs/errors/{self.code}"
        return {"code": self.code, "message": self.message, "more_info": more, "status": self.status}


@dataclass(slots=True)
class Message:
    """A message in either direction; its status is the only thing about it that changes, with `updated`."""

    sid: str
    account_sid: str
    direction: Literal["inbound", "outbound-api", "outbound-reply"]
    from_: str
    to: str
    body: str
    created: datetime
    updated: datetime
    status: Status
    status_callback: str | None = None
    messaging_service_sid: str | None = None

    @property
    def path(self) -> str:
        return f"/2010-04-01/Accounts/{self.account_sid}/Messages/{self.sid}"

    def shown(self) -> dict[str, object]:
        """The message as the JSON of Twilio's Message resource. It counts as sent in the moment it was taken."""
        return {
            "account_sid": self.account_sid,
            "api_version": "2010-04-01",
            "body": self.body,
            "date_created": format_datetime(self.created),
            "date_sent": format_datetime(self.created),
            "date_updated": format_datetime(self.updated),
            "direction": self.direction,
            "error_code": None,
            "error_message": None,
            "from": self.from_,
            "messaging_service_sid": self.messaging_service_sid,
            "num_media": "0",
            "num_segments": str(segments(self.body)),
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{self.path}/Media.json"},
            "to": self.to,
            "uri": f"{self.path}.json",
        }


def check(form: Mapping[str, str], number: str) -> None:
    """Whether Twilio would take this Messages POST on an account that owns `number`. Raises ApiError.

    Codes: https://www.twilio.com/docs/api/errors
    """
    to, body, callback = form.get("To", ""), form.get("Body", ""), form.get("StatusCallback")
    if not to:
        raise ApiError(400, 21604, "A 'To' phone number is required.")
    if not is_number(to) or to == number:
        raise ApiError(400, 21211, "Invalid 'To' Phone Number")
    if not form.get("From") and not form.get("MessagingServiceSid"):
        raise ApiError(400, 21603, "A 'From' phone number is required.")
    if form.get("From", number) != number:
        raise ApiError(400, 21606, "The 'From' phone number provided is not a valid, message-capable number")
    if not body:
        raise ApiError(400, 21602, "Message body is required.")
    if len(body) > MOST_TEXTED:
        raise ApiError(400, 21617, "The concatenated message body exceeds the 1600 character limit")
    if callback is not None and not is_url(callback):
        raise ApiError(400, 21609, "The StatusCallback URL is not a valid URL.")
    validity = form.get("ValidityPeriod", "36000")
    if not re.fullmatch(r"[0-9]{1,5}", validity) or not 1 <= int(validity) <= 36000:
        raise ApiError(400, 20001, "ValidityPeriod must be from 1 to 36000 seconds")


def is_number(text: str) -> bool:
    """Whether the text is a phone number in E.164 that can exist by its length and country."""
    try:
        return bool(re.fullmatch(r"\+[0-9]+", text)) and phonenumbers.is_possible_number(phonenumbers.parse(text))
    except phonenumbers.NumberParseException:
        return False


def is_url(text: str) -> bool:
    """Whether Twilio would call this URL: absolute, and no underscore in its host."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and "_" not in str(parts.hostname)
    except ValueError:
        return False


def page(messages: Iterable[Message], account_sid: str, query: Mapping[str, str]) -> dict[str, object]:
    """One page of the list, newest first, filtered as the query says. Raises ApiError for a query it cannot read."""
    first, last = _window(query)
    chosen = [
        message
        for message in messages
        if query.get("To", message.to) == message.to
        and query.get("From", message.from_) == message.from_
        and first <= message.created.replace(microsecond=0) <= last
    ]
    chosen.reverse()
    size = min(_count(query, "PageSize", USUAL_PAGE), MOST_PAGE) or USUAL_PAGE
    number = _count(query, "Page", 0)
    # The token is the last message seen, so that messages taken meanwhile do not shift the pages.
    token = query.get("PageToken", "").removeprefix("PA")
    start = next((place + 1 for place, message in enumerate(chosen) if message.sid == token), number * size)
    shown = chosen[start : start + size]
    uri = f"/2010-04-01/Accounts/{account_sid}/Messages.json"
    following = None
    if start + size < len(chosen):
        kept = {name: value for name, value in query.items() if name not in ("Page", "PageToken", "PageSize")}
        following = {**kept, "PageSize": str(size), "Page": str(number + 1), "PageToken": f"PA{shown[-1].sid}"}
    return {
        "end": start + len(shown) - 1 if shown else 0,
        "first_page_uri": f"{uri}?PageSize={size}&Page=0",
        "messages": [message.shown() for message in shown],
        "next_page_uri": None if following is None else f"{uri}?{urlencode(following)}",
        "page": number,
        "page_size": size,
        "previous_page_uri": None,
        "start": start,
        "uri": f"{uri}?PageSize={size}&Page={number}",
    }


def _window(query: Mapping[str, str]) -> tuple[datetime, datetime]:
    """The first and the last instant that the query's dates leave, both included.

    Twilio documents days in GMT; a full time, which the SDK sends, narrows "DateSent<" and "DateSent>" to it.
    """
    first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    try:
        for name in ("DateSent", "DateSent>", "DateSent<"):
            if name not in query:
                continue
            moment = datetime.fromisoformat(query[name]).replace(tzinfo=UTC)
            day = name == "DateSent" or "T" not in query[name]
            if name != "DateSent<":
                first = max(first, datetime.combine(moment, time.min, UTC) if day else moment)
            if name != "DateSent>":
                last = min(last, datetime.combine(moment, time.max, UTC) if day else moment)
    except ValueError:
        raise ApiError(400, 20001, "DateSent must be YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ") from None
    return first, last


def _count(query: Mapping[str, str], name: str, usual: int) -> int:
    text = query.get(name, str(usual))
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ApiError(400, 20001, f"{name} must be a whole number")
    return int(text)
