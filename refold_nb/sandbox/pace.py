"""The documented limit: so many requests a second and a burst in an instant, per credentials."""

from __future__ import annotations

# Rounding must not refuse a request that comes exactly when the bucket has refilled.
_SLACK = 1e-6


class RateLimit:
    """A token bucket per credentials, kept as the time at which it will be full again.

    Args:
        rate: requests a second; None never limits.
        burst: requests that may come in one instant.
    """

    def __init__(self, rate: float | None, burst: int) -> None:
        if rate is not None and rate <= 0:
            raise ValueError("rate must be a positive number of requests a second, or None for no limit.")
        if burst < 1:
            raise ValueError("burst must be at least 1.")
        self.rate = rate
        self.burst = burst
        self._full_at: dict[str, float] = {}

    def admit(self, credentials: str, now: float) -> bool:
        """Take one token for `credentials`; False when none is left."""
        if self.rate is None:
            return True
        interval = 1 / self.rate
        # A bucket that filled up long ago is no fuller than full.
        full_at = max(self._full_at.get(credentials, now), now)
        if full_at - now > (self.burst - 1) * interval + _SLACK:
            return False
        self._full_at[credentials] = full_at + interval
        return True

    def clear(self) -> None:
        """Fill every bucket."""
        self._full_at.clear()
