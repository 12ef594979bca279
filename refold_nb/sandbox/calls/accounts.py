"""Linked accounts, session tokens and applications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refold_nb.sandbox import errors
from refold_nb.sandbox.calls.paging import page_and_limit, paginated
from refold_nb.sandbox.catalogue import APPLICATIONS, BY_SLUG, CUSTOM
from refold_nb.sandbox.credentials import REFRESH_SECONDS, TOKEN_SECONDS

if TYPE_CHECKING:
    from refold_nb.sandbox.backend import Backend, Call
    from refold_nb.sandbox.records import Json


def list_accounts(backend: Backend, call: Call) -> Json:
    """`GET /linked-account`: the accounts of the key's environment, oldest first."""
    page, limit = page_and_limit(call)
    rows = [row for row in backend.store.accounts.values() if row.environment == call.environment]
    shown = (backend.answers.account(row) for row in rows[(page - 1) * limit : page * limit])
    return paginated(shown, len(rows), page, limit)


def create_account(backend: Backend, call: Call) -> Json:
    """`POST /linked-account`: create one, or rename the one that has this id."""
    account_id, name, udf = call.text("account_id"), call.text("name"), call.body.get("udf")
    if not account_id:
        raise errors.bad_request("account_id is required")
    if "udf" in call.body and not isinstance(udf, dict):
        raise errors.bad_request("udf must be an object")
    known = backend.store.accounts.get((call.environment, account_id))
    # A name that isn't given leaves the account's own.
    name = name if name is not None else (known.name if known else account_id)
    account = backend.store.add_account(call.environment, account_id, name, udf)
    return backend.answers.account_summary(account)


def create_token(backend: Backend, call: Call) -> Json:
    """`POST /session-token`: the account's token; a new one when there is none, or when that is asked for."""
    account = call.text("linked_account_id")
    if not account:
        raise errors.bad_request("linked_account_id is required")
    if (call.environment, account) not in backend.store.accounts:
        raise errors.no_account_for_token(account, call.environment)
    force = call.flag("force_refresh")
    current = None if force else backend.credentials.current(call.environment, account)
    if current is None:
        token, refresh = backend.credentials.mint(call.environment, account)
        current = token, refresh, float(TOKEN_SECONDS)
    return backend.answers.token(*current, REFRESH_SECONDS)


def revoke_tokens(backend: Backend, call: Call) -> Json:
    """`POST /session-token/revoke`: end every token of the account that the token names."""
    return {
        "success": True,
        "revoked_count": backend.credentials.revoke(call.environment, call.named_account),
    }


def active_account(backend: Backend, call: Call) -> Json:
    """`GET /session/active-linked-account`: the account that the token names."""
    return backend.answers.account(backend.store.accounts[call.environment, call.named_account])


def list_applications(backend: Backend, call: Call) -> Json | list[Json]:  # noqa: ARG001
    """`GET /application`: all of them, or with `?slug=` that one."""
    slug = call.query.get("slug")
    if slug is not None:
        return _application(slug, call.named_account)
    return [application.document(call.named_account) for application in APPLICATIONS]


def get_application(backend: Backend, call: Call) -> Json:  # noqa: ARG001
    """`GET /application/{slug}`: one application."""
    return _application(call.path["slug"], call.named_account)


def _application(slug: str, account: str) -> Json:
    application = BY_SLUG.get(slug)
    # It can't be looked up, as it isn't in the list.
    if application is None or application is CUSTOM:
        raise errors.not_found(f"Application with slug {slug}")
    return application.document(account)
