"""The pretend carrier's message list: how it is filtered and how its pages are turned."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from hotline.pretend.messages import ApiError, Messages
from hotline.pretend.profiles import Profile

USUAL_PAGE = "50"  # https://www.twilio.com/docs/usage/twilios-response#pagination
_KNOWN = frozenset({"To", "From", "Page", "PageSize", "PageToken"})


def page(messages: Messages, account_sid: str, query: Mapping[str, str], profile: Profile) -> dict[str, object]:
    """One page of the list, newest first, filtered as the query says where the server filters at all.

    Raises ApiError for a query it cannot read. Twilio filters by DateSent too, which the hotline has no use for: such a
    query is refused, not passed over.
    """
    number, size = query.get("Page", "0"), query.get("PageSize", USUAL_PAGE)
    if not query.keys() <= _KNOWN or not re.fullmatch("[0-9]{1,9} [0-9]{1,9}", f"{number} {size}"):
        raise ApiError(400, 20001, f"The list knows {', '.join(sorted(_KNOWN))}; Page and PageSize are whole numbers")
    filters = query if profile.filters else {}
    chosen = [
        message
        for message in (messages.to(filters["To"]) if "To" in filters else messages)
        if filters.get("From", message.from_) == message.from_
    ]
    chosen.reverse()
    most = max(1, min(int(size), profile.most_a_page))
    # The token is the last message seen, so that messages taken meanwhile do not shift the pages.
    token = query.get("PageToken", "").removeprefix("PA")
    start = next((place + 1 for place, message in enumerate(chosen) if message.sid == token), 0)
    shown = chosen[start : start + most]
    following = None
    if start + most < len(chosen):
        asked = urlencode({**query, "Page": int(number) + 1, "PageToken": f"PA{shown[-1].sid}"})
        following = f"{profile.base}/2010-04-01/Accounts/{account_sid}/{profile.messages_path}?{asked}"
    return {"messages": [message.shown(profile) for message in shown], "next_page_uri": following}
