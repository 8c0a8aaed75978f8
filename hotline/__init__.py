"""The hotline: the nearest open shelter, the wait at the border, the way to register, by SMS and phone."""


class HotlineError(Exception):
    """What goes wrong and can be mended by who reads it: its text is one line that says what and how.

    All of them, each under what it is a kind of. A command that ends by one prints that line, and exits with 1, or
    with 2 for what is Misuse:

        HotlineError        something is not as it has to be
            Misuse          what was typed or set cannot be meant
                BadSetting      a setting is missing, or cannot be read
                StoreMisused    REDIS_URL cannot be read
                BadPrompts      a file of prompts cannot be used
                BadFaults       a plan of faults cannot be followed
                BadText         a broadcast's text cannot be sent
                WeakPin         a PIN is none, or is tried first
            StoreAway       the store does not answer, or cannot write now
            NewerStore      a newer version has upgraded the store
            OlderStore      an older version wrote the store, and a command leaves it so
            BrokenSeal      sealed with another secret, or changed since
            BadExample      a line of `prompts/heard` cannot be read
            StaleWeights    what texts mean was learned with other code
            BadData         files of the directory hold errors; here it is a line for each
            UnclearReport   a volunteer's report names nothing that is known
            NotFailed       no failed job has this id
            FolderUnusable  the demo's folder cannot be used
            CannotStart     the demo cannot start

    Other exceptions of the hotline are signals, for whoever waits for them right above: `Gone` and `Wanted` of a flow,
    `Wrong` of a cell, `SendError` of a carrier, `Malformed`, `Unsigned`, `Again` and `_HungUp` of a webhook; and in the
    stand-ins `ApiError`, `GateError`, `TwimlRefused` and `WebhookFailed`.
    """


class Misuse(HotlineError):
    """What was typed or set cannot be meant."""
