"""A phone in a call: follows TwiML as Twilio does and says what the person would hear."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import urljoin
from xml.etree.ElementTree import Element as Node

from hotline.pretend.profiles import TWILIO, Profile
from hotline.pretend.twiml_rules import TwimlRefused, parse

CallStatus: TypeAlias = Literal[
    "queued", "initiated", "ringing", "in-progress", "completed", "busy", "failed", "no-answer", "canceled"
]
Awaited: TypeAlias = Literal["keys", "recording", "nothing"]
Post: TypeAlias = Callable[[str, Mapping[str, str]], Awaitable[str]]

MOST_DOCUMENTS = 20  # fetched without the person doing anything; more is a loop
KEYS = frozenset("0123456789*#")
NOWHERE = "https://recordings.invalid/"  # where the recordings of silence would be


@dataclass(frozen=True, slots=True)
class Spoken:
    """Text that a voice says. None: the document leaves it to the account's default."""

    text: str
    language: str | None
    voice: str | None


@dataclass(frozen=True, slots=True)
class Played:
    """A recording that is played, by its absolute URL."""

    url: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard since the person last did something, and what the phone waits for now."""

    lines: tuple[Spoken | Played, ...]
    over: bool
    expects: Awaited
    key_count: int | None = None  # the number of keys after which no more are taken, None without a limit


class Call:
    """One call. `post(url, fields)` sends a signed webhook to an absolute URL and gives back its TwiML.

    `caller` and `called` are E.164; a withheld caller is `anonymous`. A person at this phone uses keys and may speak
    into a Record, never into a Gather. Whom it dials does not pick up. Every method that goes on raises TwimlRefused
    for a document that Twilio would refuse, one this phone cannot follow, and redirects without end; and RuntimeError
    when the phone does not wait for that. `status_url` is where the number's status callback goes.
    """

    def __init__(
        self,
        post: Post,
        *,
        start_url: str,
        caller: str,
        called: str,
        call_sid: str,
        account_sid: str,
        status_url: str = "",
        profile: Profile = TWILIO,
    ) -> None:
        self.call_sid = call_sid
        self._post = post
        self._status_url = status_url
        self._profile = profile
        self._url = start_url  # the current document's
        self._verbs: deque[Node] = deque()
        self._waiting: Node | None = None
        self._fetched = 0
        self._started = False
        self.heard: Heard | None = None  # what the latest step gave
        self._fields = {
            "AccountSid": account_sid,
            "ApiVersion": "2010-04-01",
            "CallSid": call_sid,
            "Called": called,
            "Caller": caller,
            "Direction": "inbound",
            "From": caller,
            "To": called,
        }

    async def start(self) -> Heard:
        """Calls and listens until the phone waits for something or the call is over."""
        if self._started:
            raise RuntimeError("the call has started already")
        self._started = True
        await self._fetch(self._url, {"CallStatus": "ringing"})
        return await self._go_on()

    async def press(self, digits: str) -> Heard:
        """Presses keys (0-9, * and #) and, unless that completes the entry, waits for the time-out that submits it.

        Keys after numDigits or after finishOnKey are lost, as they are at Twilio. While recording, a key of its
        finishOnKey ends it with nothing recorded, any other is only a noise.
        """
        if not set(digits) <= KEYS:
            raise ValueError("keys are 0-9, * and #")
        verb = self._awaited("Gather", "Record")
        if verb.tag == "Record":
            ended = set(digits) & set(verb.get("finishOnKey", "1234567890*#"))
            return await self.silence() if ended else self._heard([])
        finish, limit = verb.get("finishOnKey", "#"), _key_count(verb)
        keys, finished_by = "", ""
        for key in digits:
            if key == finish:
                finished_by = key
                break
            keys += key
            if len(keys) == limit:
                break
        return await self._submit_keys(verb, keys, finished_by)

    async def silence(self) -> Heard:
        """Does nothing until the Gather or the Record times out."""
        verb = self._awaited("Gather", "Record")
        if verb.tag == "Gather":
            return await self._submit_keys(verb, "", "")
        if self._profile.records_silence:
            recording_url = NOWHERE + self._profile.new_id("CA")
            await self._request(verb, {"RecordingUrl": recording_url, "RecordingDuration": "0"})
        return await self._go_on()  # at Twilio an empty recording makes no request

    async def speak(self, recording_url: str, seconds: int) -> Heard:
        """Speaks for whole `seconds` into a Record, then falls silent; `recording_url` is where that will be found."""
        verb = self._awaited("Record")
        if seconds < 1:
            return await self.silence()
        longest = int(verb.get("maxLength", "3600"))
        recorded = {"RecordingUrl": recording_url, "RecordingDuration": str(min(seconds, longest))}
        await self._request(verb, recorded)
        return await self._go_on()

    async def hang_up(self) -> None:
        """Ends the call. Twilio tells this only to the status callback of the number, as `tell` does."""
        self._waiting = None
        self._verbs.clear()

    async def tell(self, status: CallStatus) -> None:
        """Posts a status of the call to the number's status callback, whatever goes on in the call."""
        await self._post(self._status_url, {**self._fields, "CallStatus": status})

    async def _submit_keys(self, verb: Node, keys: str, finished_by: str) -> Heard:
        if keys or verb.get("actionOnEmptyResult") == "true":
            pressed = {"Digits": keys, "FinishedOnKey": finished_by, "msg": "Gather End"}
            if not self._profile.full_forms:
                pressed = {"Digits": keys} if keys else {}
            await self._request(verb, pressed)
        return await self._go_on()

    async def _go_on(self) -> Heard:
        """Follows the document, and those it leads to, up to the next verb that waits for the person."""
        self._waiting = None
        lines: list[Spoken | Played] = []
        while self._verbs:
            verb = self._verbs.popleft()
            match verb.tag:
                case "Say" | "Play" | "Pause":
                    lines += self._sound(verb)
                case "Gather" | "Record":
                    if "dtmf" not in verb.get("input", "dtmf"):
                        raise TwimlRefused(("this phone cannot speak into a <Gather>",))
                    for child in verb:
                        lines += self._sound(child)
                    self._waiting, self._fetched = verb, 0
                    break
                case "Redirect":
                    await self._request(verb, {}, (verb.text or "").strip())
                case "Dial":
                    if "action" in verb.attrib:
                        bridged = {"DialBridged": "false"} if self._profile.full_forms else {}
                        await self._request(verb, {"DialCallStatus": "no-answer", **bridged})
                case "Hangup" | "Reject":
                    self._verbs.clear()
        return self._heard(lines)

    def _sound(self, verb: Node) -> list[Spoken | Played]:
        text = " ".join((verb.text or "").split())
        match verb.tag:
            case "Say":
                return [Spoken(text, verb.get("language"), verb.get("voice"))]
            case "Play":
                return [Played(urljoin(self._url, text))]
        return []  # a Pause

    def _heard(self, lines: list[Spoken | Played]) -> Heard:
        verb = self._waiting
        if verb is None:
            self.heard = Heard(tuple(lines), over=True, expects="nothing")
        else:
            expects: Awaited = "keys" if verb.tag == "Gather" else "recording"
            self.heard = Heard(tuple(lines), over=False, expects=expects, key_count=_key_count(verb))
        return self.heard

    def _awaited(self, *tags: str) -> Node:
        if self._waiting is None or self._waiting.tag not in tags:
            raise RuntimeError(f"the phone is not at a {' or '.join(tags)}")
        return self._waiting

    async def _request(self, verb: Node, extra: Mapping[str, str], target: str | None = None) -> None:
        if verb.get("method", "POST") != "POST":
            raise TwimlRefused((f"this phone only posts, <{verb.tag}> wants another method",))
        # Without an action, Gather and Record ask the current document's URL again.
        await self._fetch(urljoin(self._url, target or verb.get("action", "")), extra)

    async def _fetch(self, url: str, extra: Mapping[str, str]) -> None:
        self._fetched += 1
        if self._fetched > MOST_DOCUMENTS:
            raise TwimlRefused((f"{MOST_DOCUMENTS} documents in a row without waiting for the person",))
        twiml = await self._post(url, {**self._fields, "CallStatus": "in-progress", **extra})
        root = parse(twiml, "voice")
        self._url, self._verbs = url, deque(root)


def _key_count(verb: Node) -> int | None:
    limit = verb.get("numDigits")
    return None if limit is None else int(limit)
