"""Conversations: `table` says what there is. Each is an `async def` that reads like the conversation it is.

A flow knows no channel and no store: it awaits steps, and names what is to be written.
"""
