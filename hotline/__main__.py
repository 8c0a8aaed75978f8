"""Where a process of the hotline begins."""

import gc

# What is loaded at the start is no garbage; to look for some there took a fifth of a short command's time.
gc.set_threshold(20_000, 20, 100)

from .cli import main  # noqa: E402 - after that


def run() -> None:
    """The command."""
    gc.freeze()
    main()


if __name__ == "__main__":
    run()
