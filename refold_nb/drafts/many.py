"""create_many: a DataFrame of wishes in, the same frame with the outcome of every row out."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from refold_nb.api import endpoints, loop
from refold_nb.api.errors import InvalidRequest, NotFound, RefoldError

from .bulk import CONCURRENCY, BulkRun
from .events import logger
from .outcomes import Outcomes
from .plan import Plan, plan_bulk
from .progress import bar

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from refold_nb.api.credentials import Credentials

    from .creator import Creator
    from .record import Record

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wish:
    """What ``client.create_many`` was called with; see there."""

    frame: Any
    on_error: Literal["raise", "skip"] = "raise"
    dry_run: bool = False
    key: str | None = None
    progress: bool = True
    concurrency: int = CONCURRENCY
    dask: Any = None

    def __post_init__(self) -> None:
        if self.on_error not in {"raise", "skip"}:
            raise InvalidRequest(f'on_error= is "raise" or "skip", not {self.on_error!r}.', field="on_error")
        number = self.concurrency
        if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= 64:
            raise InvalidRequest(
                f"concurrency= is a number from 1 to 64, not {number!r}.", field="concurrency"
            )


def create_many(creator: Creator, credentials: Credentials, wish: Wish) -> pd.DataFrame:
    """Create one draft a row; see `Refold.create_many`."""
    if wish.dask is not None:
        from .cluster import create_on_cluster

        return create_on_cluster(creator, credentials, wish)
    plan = plan_bulk(wish.frame, credentials, base_url=creator.carrier.base_url, key=wish.key)
    if (foreseen := loop.run(checked(plan, creator, credentials, wish))) is not None:
        return foreseen
    with bar(len(plan), shown=wish.progress) as move:
        run = BulkRun(creator, credentials, plan, concurrency=wish.concurrency, on_progress=move)
        loop.run(run.run())
    return finished(run)


async def create_many_awaited(creator: Creator, credentials: Credentials, wish: Wish) -> pd.DataFrame:
    """`create_many` on any event loop, which goes on meanwhile. Cancelling it is what an interrupt is there."""
    if wish.dask is not None:
        from .cluster import create_on_cluster_awaited

        return await create_on_cluster_awaited(creator, credentials, wish)
    plan = await _aside(
        partial(plan_bulk, wish.frame, credentials, base_url=creator.carrier.base_url, key=wish.key)
    )
    if (foreseen := await loop.hand_over(checked(plan, creator, credentials, wish))) is not None:
        return foreseen
    with bar(len(plan), shown=wish.progress) as move:
        run = BulkRun(creator, credentials, plan, concurrency=wish.concurrency, on_progress=move)
        await loop.hand_over(run.run())
    return finished(run)


async def _aside(work: Callable[[], T]) -> T:
    """Do what takes a while without holding up the loop, where there are threads."""
    return await asyncio.to_thread(work) if loop.HAS_THREADS else work()


async def checked(plan: Plan, creator: Creator, credentials: Credentials, wish: Wish) -> pd.DataFrame | None:
    """Check what can be checked before anything is sent; return what would happen if that is all that is asked.

    Raises:
        InvalidRows: rows are wrong, and were not to be left out.
    """
    await check_slugs(plan, creator, credentials)
    if wish.on_error == "raise":
        plan.insist()
    return await foresee(plan, creator) if wish.dry_run else None


def note_twins(result: pd.DataFrame, twins: int) -> None:
    """Say how many drafts a server made twice by answering too late."""
    result.attrs["late_twins"] = twins
    if twins:
        logger.warning("Drafts made twice by late answers: %d. client.history.audit() shows them.", twins)


def finished(run: BulkRun) -> pd.DataFrame:
    """Return the result of a run that has ended, and say what it found on looking back."""
    result = run.result()
    note_twins(result, len(run.audit) if run.audit is not None else 0)
    if run.audit is not None and run.audit.unsure:
        logger.warning(
            "Drafts that may be late twins, though no mark tells: %d. Look at client.history.audit().unsure.",
            len(run.audit.unsure),
        )
    return result


async def check_slugs(plan: Plan, creator: Creator, credentials: Credentials) -> None:
    """Note the rows whose slug no application has; what can't be asked is left for the server to say."""
    slugs = {slug for slug in plan.cells["slug"] if isinstance(slug, str)} - _bad_slugs(plan)
    account = next(
        (plan.account_of(position) for position in range(len(plan)) if position not in plan.bad), None
    )
    if not slugs or account is None or credentials.api_key is None:
        return
    acting = credentials if account == credentials.account else credentials.for_account(account)
    try:
        listed = {
            app.slug
            for app in await creator.carrier.send(endpoints.list_applications(), acting, deadline=15.0)
        }
    except RefoldError:
        return
    unknown = set()
    # The list leaves some applications out, so each slug that is not on it is asked for by itself.
    for slug in sorted(slugs - listed):
        try:
            await creator.carrier.send(endpoints.get_application(slug), acting, deadline=15.0)
        except NotFound:
            unknown.add(slug)
        except RefoldError:
            return
    for position, slug in enumerate(plan.cells["slug"]):
        if isinstance(slug, str) and slug in unknown:
            plan.note(position, "slug", f"No application has the slug {slug!r}.")


def _bad_slugs(plan: Plan) -> set[str]:
    columns = {position: [column for column, _ in reasons] for position, reasons in plan.bad.items()}
    slugs = plan.cells["slug"]
    return {slugs[at] for at, names in columns.items() if "slug" in names and isinstance(slugs[at], str)}


async def foresee(plan: Plan, creator: Creator) -> pd.DataFrame:
    """Return the frame that says what would happen to each row."""
    outcomes = Outcomes(plan)
    for start in range(0, len(plan), 500):
        positions = [at for at in range(start, min(start + 500, len(plan))) if at not in plan.bad]
        known = await creator.journal.by_keys([plan.row_key(at) for at in positions])
        for at in positions:
            record = known.get(plan.row_key(at))
            if record is not None:
                outcomes.note(at, record)
            outcomes.mark(at, _would(record))
    for at in plan.bad:
        outcomes.invalid(at)
    return outcomes.to_frame()


def _would(record: Record | None) -> str:
    if record is None or record.state == "intended":
        return "new"
    if record.state == "failed" and not record.doubted:
        return "retry"
    return "created" if record.state == "created" else "settle"
