"""The pretend carrier's message list: how it is filtered and how its pages are turned."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time
from urllib.parse import urlencode

from hotline.pretend.messages import ApiError, Messages

MOST_PAGE, USUAL_PAGE = 1000, 50  # https://www.twilio.com/docs/usage/twilios-response#pagination


def page(messages: Messages, account_sid: str, query: Mapping[str, str]) -> dict[str, object]:
    """One page of the list, newest first, filtered as the query says. Raises ApiError for a query it cannot read."""
    window = _window(query)
    chosen = [
        message
        for message in (messages.to(query["To"]) if "To" in query else messages)
        if query.get("From", message.from_) == message.from_ and _within(window, message.sent)
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


def _within(window: tuple[datetime, datetime] | None, sent: datetime | None) -> bool:
    """Whether a message sent on then is asked for: one that still waits is not, as soon as any date is named."""
    return window is None or (sent is not None and window[0] <= sent.replace(microsecond=0) <= window[1])


def _window(query: Mapping[str, str]) -> tuple[datetime, datetime] | None:
    """The first and the last instant that the query's dates leave, both included; None without a date.

    Twilio documents days in GMT; a full time, which the SDK sends, narrows "DateSent<" and "DateSent>" to it.
    """
    names = [name for name in ("DateSent", "DateSent>", "DateSent<") if name in query]
    if not names:
        return None
    first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    try:
        for name in names:
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
