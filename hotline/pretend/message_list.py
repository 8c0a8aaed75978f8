"""The pretend carrier's message list: how it is filtered and how its pages are turned."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from hotline.pretend.messages import ApiError, Messages

MOST_PAGE, USUAL_PAGE = 1000, "50"  # https://www.twilio.com/docs/usage/twilios-response#pagination
_KNOWN = frozenset({"To", "From", "PageSize", "PageToken"})


def page(messages: Messages, account_sid: str, query: Mapping[str, str]) -> dict[str, object]:
    """One page of the list, newest first, filtered as the query says. Raises ApiError for a query it cannot read.

    Twilio filters by DateSent too, which the hotline has no use for: such a query is refused, not passed over.
    """
    if not query.keys() <= _KNOWN or not re.fullmatch("[0-9]{1,9}", size_asked := query.get("PageSize", USUAL_PAGE)):
        raise ApiError(400, 20001, f"The list knows {', '.join(sorted(_KNOWN))}; PageSize is a whole number")
    chosen = [
        message
        for message in (messages.to(query["To"]) if "To" in query else messages)
        if query.get("From", message.from_) == message.from_
    ]
    chosen.reverse()
    size = max(1, min(int(size_asked), MOST_PAGE))
    # The token is the last message seen, so that messages taken meanwhile do not shift the pages.
    token = query.get("PageToken", "").removeprefix("PA")
    start = next((place + 1 for place, message in enumerate(chosen) if message.sid == token), 0)
    shown = chosen[start : start + size]
    following = None
    if start + size < len(chosen):
        asked = urlencode({**query, "PageToken": f"PA{shown[-1].sid}"})
        following = f"/2010-04-01/Accounts/{account_sid}/Messages.json?{asked}"
    return {"messages": [message.shown() for message in shown], "next_page_uri": following}
