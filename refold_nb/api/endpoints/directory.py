"""What is around a workflow: its runs, applications, linked accounts and their session tokens."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from refold_nb.api import parsing
from refold_nb.api.calls import PUBLIC, Call, flag_of, params_of, path_part
from refold_nb.api.fields import mapping
from refold_nb.api.moments import moment_param

if TYPE_CHECKING:
    from datetime import date

    from refold_nb.api.models import (
        Application,
        Execution,
        Json,
        LinkedAccount,
        Page,
    )


def list_executions(
    *,
    page: int = 1,
    limit: int = 100,
    start_date: date | str | None = None,
    end_date: date | str | None = None,
    sort_ascending: bool | None = None,
    **filters: Any,
) -> Call[Page[Execution]]:
    """``GET /execution`` with the documented filters."""
    params = params_of(
        page=page,
        limit=limit,
        start_date=moment_param(start_date, "start_date"),
        end_date=moment_param(end_date, "end_date", until=True),
        # The API's own spelling, unlike that of all its other parameters.
        sortAsc=flag_of(sort_ascending, "sort_ascending"),
        **filters,
    )
    return Call(
        method="GET",
        path=f"{PUBLIC}/execution",
        params=params,
        parse=parsing.page(parsing.execution),
    )


def get_execution(execution_id: str) -> Call[Execution]:
    """``GET /execution/{id}``: status and every node of one run."""
    path = f"{PUBLIC}/execution/{path_part(execution_id, 'The execution')}"

    def parse(document: Any) -> Execution:
        # The documented answer does not repeat the id.
        found = parsing.execution(document)
        return replace(found, id=found.id or execution_id)

    return Call(method="GET", path=path, parse=parse)


def create_session_token(linked_account_id: str, *, force_refresh: bool = False) -> Call[Json]:
    """``POST /session-token``: mint a token for an account. Minting twice does no harm, so it is safe."""
    return Call(
        method="POST",
        path=f"{PUBLIC}/session-token",
        params=params_of(force_refresh=force_refresh or None),
        json={"linked_account_id": linked_account_id},
        parse=lambda doc: mapping(doc, "a session token"),
        auth="key",
    )


def revoke_session_token() -> Call[Json]:
    """``POST /session-token/revoke``: end the tokens of the account that this token names."""
    path = f"{PUBLIC}/session-token/revoke"
    return Call(
        method="POST",
        path=path,
        parse=lambda doc: mapping({} if doc is None else doc, "the outcome of a revoke"),
        auth="token",
    )


def active_linked_account() -> Call[LinkedAccount]:
    """``GET /session/active-linked-account``: the account that the token names."""
    path = f"{PUBLIC}/session/active-linked-account"
    return Call(method="GET", path=path, parse=parsing.linked_account, auth="token")


def list_applications() -> Call[list[Application]]:
    """``GET /application``: the catalogue, less the default custom application."""
    return Call(
        method="GET",
        path=f"{PUBLIC}/application",
        parse=parsing.array(parsing.application),
        auth="key",
        needs_account=True,
    )


def get_application(slug: str) -> Call[Application]:
    """``GET /application/{slug}``."""
    path = f"{PUBLIC}/application/{path_part(slug, 'The slug')}"
    return Call(method="GET", path=path, parse=parsing.application, auth="key", needs_account=True)


def list_linked_accounts(*, page: int = 1, limit: int = 100) -> Call[Page[LinkedAccount]]:
    """``GET /linked-account``: the organisation's customers."""
    return Call(
        method="GET",
        path=f"{PUBLIC}/linked-account",
        params=params_of(page=page, limit=limit),
        parse=parsing.page(parsing.linked_account),
        auth="key",
    )


def create_linked_account(account_id: str, name: str | None, udf: Json | None) -> Call[LinkedAccount]:
    """``POST /linked-account``: add a customer."""
    body = {"account_id": account_id, "name": name, "udf": udf}
    return Call(
        method="POST",
        path=f"{PUBLIC}/linked-account",
        json={key: value for key, value in body.items() if value is not None},
        parse=parsing.linked_account,
        auth="key",
        safe=False,
    )
