"""A bulk run in a process of its own, to be killed: python bulk_process.py PLACE URL KEY ROWS."""

from __future__ import annotations

import sys

import pandas as pd

import refold_nb as rn


def wishes(rows: int) -> pd.DataFrame:
    """Return rows of which every second is asked for twice."""
    return pd.DataFrame({"name": [f"n{number // 2 if number % 4 < 2 else number}" for number in range(rows)]})


def main() -> None:
    place, url, key, rows = sys.argv[1:]
    client = rn.connect(
        api_key=key, linked_account_id="acme", base_url=url, history=place, rate=1e6, settle=0.3, timeout=2.0
    )
    print("ready", flush=True)
    result = client.create_many(wishes(int(rows)), progress=False)
    print(result["status"].value_counts().to_dict(), flush=True)
    client.close()


if __name__ == "__main__":
    main()
