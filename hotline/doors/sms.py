"""POST /sms: a text comes in, one <Message> goes out."""

from __future__ import annotations

from ..carriers import twiml
from ..metrics import TEXTS
from ..numbers import is_number, is_served
from ..talk.steps import Said
from ..talk.wording import LONGEST
from ..turn.knowledge import Incoming, Opted
from ..turn.turns import Turns, plain
from .webhook import Form, needed

_ANSWERED, _SILENT, _REFUSED = (TEXTS.labels(outcome) for outcome in ("answered", "silent", "refused"))
_OPTED: dict[str, Opted] = {"": "", "STOP": "stop", "START": "start"}


class Sms:
    """Answers texts."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    async def __call__(self, form: Form, query: Form) -> str:
        """The reply as TwiML. An alphanumeric sender or a short code is a machine and gets silence."""
        sid, sender = needed(form, "MessageSid", "From")
        if not is_number(sender) or not is_served(sender, self._turns.settings.countries):
            _REFUSED.inc()
            return twiml.SILENCE
        opted = _OPTED.get(form.get("OptOutType", "").upper(), "help")
        heard = Incoming(sid, sender, "text", form.get("Body", "")[:LONGEST], opted=opted, counted=True)
        text = await self._turns.take(heard, lambda answer: plain(answer, self._turns.knowledge.catalog))
        (_ANSWERED if text else _SILENT).inc()
        return twiml.message(text)

    def apology(self) -> str:
        """What is answered when something broke: in the first language, since nothing is known."""
        catalog = self._turns.knowledge.catalog
        return twiml.message(catalog.text(catalog.languages[0], Said("trouble")))
