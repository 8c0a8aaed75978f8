"""What a text can mean: the names that the examples of `prompts/heard` are labelled with."""

from __future__ import annotations

# Life or body is in danger, by kind.
DANGERS = ("illness", "violence", "cold", "fire", "childbirth", "captivity", "suicide", "missing")
# What is asked about the place that was just named.
ABOUT_A_PLACE = ("way", "phone", "hours", "rules", "party")
MEANINGS = (
    *DANGERS,
    *ABOUT_A_PLACE,
    # Flows.
    *("shelter", "border", "register", "line", "now", "wait", "passed", "full", "found", "beds", "charge"),
    *("news", "stop", "start", "forget", "lang", "volunteer", "share", "menu", "hello", "thanks", "who", "offer"),
    # Topics of the coordinator's.
    *("food", "sim", "ride", "flat", "work", "money", "family", "doctor"),
    # Nothing that the hotline does anything about.
    *("refuse", "insult", "scope"),
)
