"""What is counted, in Prometheus' terms. No label holds a number, a text or a pseudonym."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

TEXTS = Counter("hotline_texts", "Texts that came in", ["outcome"])  # answered, silent, refused
UNANSWERABLE = Counter("hotline_texts_unanswerable", "Texts that nobody can answer", ["why"])
CALL_TURNS = Counter("hotline_call_turns", "Turns of calls")
REFUSED = Counter("hotline_webhooks_refused", "Webhooks refused", ["status"])  # 400, 403
TROUBLE = Counter("hotline_trouble", "Turns that ended in an error of ours")
AWAY = Counter("hotline_store_away", "Turns answered without the store")
SECONDS = Histogram(
    "hotline_turn_seconds", "Time from form to reply", buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 15)
)
