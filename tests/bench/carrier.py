"""The pretend carrier as a process of its own: `python -m tests.bench.carrier PORT`. It calls nobody back."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import uvicorn

from hotline.pretend.api import create_app
from hotline.pretend.carrier import PretendCarrier
from hotline.pretend.faults import FaultPlan

from .messages import ACCOUNT, HOTLINE, TOKEN


def main(port: int) -> None:
    """Serve until it is ended."""
    carrier = PretendCarrier(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        number=HOTLINE,
        base_url="http://127.0.0.1:1",
        now=lambda: datetime.now(UTC),
        faults=FaultPlan(callbacks_lost=1.0),
    )
    uvicorn.run(create_app(carrier), host="127.0.0.1", port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main(int(sys.argv[1]))
