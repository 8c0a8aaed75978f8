"""ПЕРЕСЛАТЬ: the last shelter or border answer, fit for who reads it tomorrow: with its day, and whom to ask."""

from __future__ import annotations

from dataclasses import replace

from hotline.talk.steps import Said, say

from ..talk import Talk
from .border import waits_at
from .offer import facts_alone


async def share(talk: Talk) -> None:
    """What was answered last, as it is now."""
    said = _shared(replace(talk, dated=True))
    if not said:
        await say("share-nothing")
        return
    await say(lambda: said)


def _shared(talk: Talk) -> list[Said]:
    flow, *codes = talk.contact.answer or [""]
    if flow == "shelter":
        said = [one for code in codes for one in facts_alone(talk, code)]
    else:
        said = waits_at(talk, codes)
        said[:0] = [Said("share-border")] if said else []
    own = talk.desk.settings.number_for(talk.contact.number) if talk.desk else ""
    if said and own:
        said.append(Said("share-hotline", {"what": flow, "number": own}))
    return said
