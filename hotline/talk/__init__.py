"""A conversation: steps, the engine that replays them, answers, prompts. No network, no store, no directory."""
