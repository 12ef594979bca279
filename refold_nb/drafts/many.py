"""create_many: a DataFrame of wishes in, the same frame with the outcome of every row out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from refold_nb.api import endpoints, loop
from refold_nb.api.errors import InvalidRequest, NotFound, RefoldError

from .bulk import CONCURRENCY, BulkRun
from .events import logger
from .outcomes import Outcomes
from .plan import Plan, plan_bulk
from .progress import bar

if TYPE_CHECKING:
    import pandas as pd

    from refold_nb.api.credentials import Credentials

    from .creator import Creator
    from .record import Record


def create_many(
    creator: Creator,
    credentials: Credentials,
    frame: Any,
    *,
    on_error: Literal["raise", "skip"] = "raise",
    dry_run: bool = False,
    key: str | None = None,
    progress: bool = True,
    concurrency: int = CONCURRENCY,
    dask: Any = None,
) -> pd.DataFrame:
    """Create one draft a row, paced, each exactly once.

    Running the same rows again goes on where it ended: a row is known by its content, its account and, where several
    are alike, which of them it is. What is created is left alone, what failed or was never sent is sent, what is in
    doubt is looked for first. Identical rows in one frame are meant twice, and both are made.

    Args:
        frame: a DataFrame with the columns ``name``, and where wanted ``slug``, ``associated_application``,
            ``description``, ``linked_account_id`` (missing: the client's account). Other columns are left alone.
        on_error: ``"raise"`` sends nothing if any row is wrong, ``"skip"`` leaves the wrong rows out.
        dry_run: send nothing, and say in ``status`` what would happen: ``new``, ``created`` (done before), ``retry``
            (failed before), ``settle`` (was or is in doubt: looked for first), ``invalid``.
        key: names the job; the same rows under another key are made anew.
        progress: show a bar with rate and time left.
        concurrency: requests under way at one time (default 16); the client's ``rate`` holds in any case.
        dask: a ``distributed.Client``: the work runs on its cluster. The history must be a PostgreSQL database.

    Returns:
        The frame's index and columns, plus ``status`` (``created``, ``failed``, ``unknown``, ``invalid``, ``pending``:
        not sent, because the run was stopped), ``draft_id``, ``error``, ``attempts``, ``duration_ms``.
        ``attrs["late_twins"]`` counts drafts made twice by a server that answered too late:
        ``client.history.audit()`` shows them and deletes them on request.

    Raises:
        InvalidRows: rows are wrong, with all of them and the reasons; nothing was sent.
        InvalidRequest: ``frame`` or an argument is wrong.
        AuthenticationError, ConnectFailed, RateLimited, HistoryError: no row can be sent any more; those under way
            were settled, and running the same frame again goes on.
    """
    _check_options(on_error, concurrency)
    if dask is not None:
        from .cluster import create_on_cluster

        return create_on_cluster(
            creator,
            credentials,
            frame,
            dask,
            on_error=on_error,
            dry_run=dry_run,
            key=key,
            progress=progress,
            concurrency=concurrency,
        )
    plan = plan_bulk(frame, credentials, base_url=creator.carrier.base_url, key=key)
    loop.run(check_slugs(plan, creator, credentials))
    if on_error == "raise":
        plan.insist()
    if dry_run:
        return loop.run(foresee(plan, creator))
    with bar(len(plan), shown=progress) as move:
        run = BulkRun(creator, credentials, plan, concurrency=concurrency, on_progress=move)
        loop.run(run.run())
    return finished(run)


def finished(run: BulkRun) -> pd.DataFrame:
    """Return the result of a run that has ended, and say what it found on looking back."""
    result = run.result()
    twins = len(run.audit) if run.audit is not None else 0
    result.attrs["late_twins"] = twins
    if twins:
        logger.warning("%d drafts were made twice by late answers: client.history.audit() shows them.", twins)
    return result


def _check_options(on_error: str, concurrency: int) -> None:
    if on_error not in {"raise", "skip"}:
        raise InvalidRequest(f'on_error= is "raise" or "skip", not {on_error!r}.', field="on_error")
    if not isinstance(concurrency, int) or isinstance(concurrency, bool) or not 1 <= concurrency <= 64:
        raise InvalidRequest(
            f"concurrency= is a number from 1 to 64, not {concurrency!r}.", field="concurrency"
        )


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
