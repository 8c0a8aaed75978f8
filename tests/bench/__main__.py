"""`make bench`: turns and mail beside other ways to do them, each measured side by side in one run.

`python -m tests.bench turns` or `… mail` measures one of the two.
"""

from __future__ import annotations

import sys

from . import mail, turns

PARTS = {"turns": turns.main, "mail": mail.main}

for name in sys.argv[1:] or PARTS:
    PARTS[name]()
