"""Nobody but a carrier knows how it writes things."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Fields, headers and words of the carriers.
THEIRS = re.compile(
    r"MessageSid|MessageStatus|OptOutType|CallSid|CallStatus|RecordingUrl|ErrorCode|\bDigits\b|AccountSid|[Tt]wiML"
    r"|[Xx]-[Tt]wilio|[Xx]-[Ss]ignature|simNumber|textMessage|phoneNumber|RESULT_ERROR|receivedAt"
)
ROOMS = ("doors", "turn", "voice", "mail", "broadcasts", "status", "talk", "hearing", "directory", "people", "store")
HOUSES = [ROOT / "flows", ROOT / "workers", *(ROOT / "hotline" / room for room in ROOMS)]
FILES = [path for house in HOUSES for path in sorted(house.rglob("*.py"))]


def test_no_room_but_the_carriers_knows_their_fields() -> None:
    assert len(FILES) > 100
    found = {str(path.relative_to(ROOT)): THEIRS.findall(path.read_text()) for path in FILES}
    assert {path: words for path, words in found.items() if words} == {}
