"""What the values on the command line may be."""

from __future__ import annotations

import argparse


def port(text: str) -> int:
    """Read a TCP port: a number from 0 (any free one) to 65535."""
    try:
        number = int(text)
    except ValueError:
        number = -1
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: a number from 0 (any free one) to 65535")
    return number
