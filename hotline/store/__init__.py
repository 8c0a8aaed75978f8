"""The record: Redis or Valkey, its keys, and the scripts of a turn."""
