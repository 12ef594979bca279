"""Every action on a workflow, and how the same is said in Python and in cURL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from refold_nb.api import endpoints
from refold_nb.notebook.preview import curl_of, literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from refold_nb.api.calls import Call
    from refold_nb.client import Refold

    from .rows import Row

DRAFT = "ID_OF_THE_DRAFT"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be said in code: a row, the payload to run it with, and whether ``yes=True`` is needed.

    ``client`` is the code for the client.
    """

    row: Row
    payload: Any
    yes: bool
    client: str

    def call(self, verb: str) -> str:
        """Return the call of the client's ``workflows`` that takes this row's id."""
        return f"{self.client}.workflows.{verb}({literal(self.row.id)}{', yes=True' if self.yes else ''})"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done with the picked workflow.

    ``needs`` is ``published`` for what only a published workflow can have done, ``publication`` for what
    wants one that was published at least once. ``confirm`` is when a deliberate yes is asked for: ``always``,
    ``production`` or ``never``. ``style`` is the button's CSS class.
    """

    key: str
    label: str
    python: Callable[[Wish], str]
    calls: Callable[[Wish], list[Call[Any]]]
    needs: str = ""
    confirm: str = "never"
    style: str = ""

    def fits(self, row: Row) -> bool:
        """Whether a workflow in this state can have it done."""
        return {"": True, "publication": not row.is_draft, "published": row.published}[self.needs]

    def asks(self, environment: str) -> bool:
        """Whether a deliberate yes is wanted first; what is not known may be production."""
        if self.confirm == "production":
            return environment not in {"sandbox", "test"}
        return self.confirm == "always"

    def code(self, row: Row, payload: Any, client: Refold, said: str) -> list[str]:
        """Return it as Python, where the client is called as ``said``, and as cURL."""
        # Publishing and running ask in production too, but their calls take no yes.
        destroys = self.key in {"unpublish", "delete"}
        wish = Wish(row, payload, destroys and self.asks(client.environment), said)
        calls = self.calls(wish)
        credentials = client.credentials
        lines = [curl_of(call, credentials, client.base_url) for call in calls]
        # The client mints a token where only an API key is at hand; a terminal can't.
        if credentials.session_token is None and any(call.auth == "token" for call in calls):
            lines.insert(0, f"# The token: {said}.session_tokens.create().token.reveal()")
        return [self.python(wish), "\n".join(lines)]


def _publish(wish: Wish) -> str:
    return wish.call("publish") if wish.row.is_draft else f"{wish.call('draft')}.publish()"


def _publish_calls(wish: Wish) -> list[Call[Any]]:
    if wish.row.is_draft:
        return [endpoints.publish_workflow(wish.row.id, True)]
    return [endpoints.edit_workflow(wish.row.id), endpoints.publish_workflow(DRAFT, True)]


def _run(wish: Wish) -> str:
    return f"{wish.client}.workflows.execute({literal(wish.row.id)}, {wish.payload!a}, wait=True)"


def _run_calls(wish: Wish) -> list[Call[Any]]:
    return [endpoints.execute_workflow(wish.row.id, wish.row.slug or "SLUG", wish.payload)]


def _compare(wish: Wish) -> str:
    return f"published = {wish.call('get')}\npublished.graph.diff({wish.call('draft')}.graph)"


_ALL = (
    Action(
        "graph",
        "Show graph",
        lambda wish: f"{wish.call('get')}.graph",
        lambda wish: [endpoints.get_workflow(wish.row.id)],
    ),
    Action(
        "draft",
        "Open draft",
        lambda wish: wish.call("draft"),
        lambda wish: [endpoints.edit_workflow(wish.row.id)],
    ),
    Action("publish", "Publish", _publish, _publish_calls, confirm="production"),
    Action("run", "Run", _run, _run_calls, needs="published", confirm="production"),
    Action(
        "runs",
        "Past runs",
        lambda wish: f"{wish.client}.executions.list(workflow_id={literal(wish.row.id)})",
        lambda wish: [endpoints.list_executions(workflow_id=wish.row.id, limit=10)],
        needs="publication",
    ),
    Action(
        "versions",
        "Versions",
        lambda wish: wish.call("versions"),
        lambda wish: [endpoints.list_versions(wish.row.id)],
        needs="publication",
    ),
    Action(
        "compare",
        "Compare draft",
        _compare,
        lambda wish: [endpoints.get_workflow(wish.row.id), endpoints.edit_workflow(wish.row.id)],
        needs="publication",
    ),
    Action(
        "unpublish",
        "Unpublish",
        lambda wish: wish.call("unpublish"),
        lambda wish: [endpoints.publish_workflow(wish.row.id, False)],
        needs="published",
        confirm="production",
    ),
    Action(
        "delete",
        "Delete",
        lambda wish: wish.call("delete"),
        lambda wish: [endpoints.delete_workflow(wish.row.id)],
        confirm="always",
        style="rf-danger",
    ),
)
ACTIONS = {action.key: action for action in _ALL}


def all_code(row: Row, payload: Any, client: Refold, said: str) -> dict[str, list[str]]:
    """Return the code of every action that a workflow in this state can have done."""
    return {
        key: action.code(row, payload, client, said) for key, action in ACTIONS.items() if action.fits(row)
    }
