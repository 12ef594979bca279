"""What the values on the command line may be."""

from __future__ import annotations

import argparse
import math


def port(text: str) -> int:
    """Read a TCP port: a number from 0 (any free one) to 65535."""
    try:
        number = int(text)
    except ValueError:
        number = -1
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: a number from 0 (any free one) to 65535")
    return number


def rate(text: str) -> float:
    """Read a number of requests a second; 0 means no limit."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not (math.isfinite(number) and number >= 0):
        raise argparse.ArgumentTypeError(f"{text!r} is not a rate: requests a second, or 0 for no limit")
    return number
