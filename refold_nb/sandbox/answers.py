"""How records look in answers, in each generation of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from refold_nb.sandbox.catalogue import BY_ID
from refold_nb.sandbox.clock import iso
from refold_nb.sandbox.store import ORG_ID

if TYPE_CHECKING:
    from refold_nb.sandbox.behaviour import Behaviour
    from refold_nb.sandbox.records import Account, Content, Json, Workflow

DIALECTS = ("2026", "2025")


class Answers:
    """The newest generation.

    Args:
        behaviour: the switches that decide whether `description` is given back.
    """

    dialect = "2026"

    def __init__(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour

    def code_field(self, code: str) -> str:  # noqa: ARG002  (the older generation looks at it)
        """The field of an error that carries the internal code."""
        return "error"

    def created(self, workflow: Workflow) -> Json:
        """The answer to a create."""
        content = workflow.shown
        return {
            "workflow": {
                "_id": workflow.draft_id,
                "name": content.name,
                # No `published` and no `slug`: the newest documented answer leaves both out.
                "org_id": ORG_ID,
                **self._graph(content),
                **self._times(workflow),
            }
        }

    def row(self, workflow: Workflow) -> Json:
        """One row of the list."""
        content = workflow.shown
        row = {
            "_id": workflow.public_id,
            "name": content.name,
            "published": workflow.published,
            "slug": BY_ID[workflow.application].slug,
        }
        return {**row, **self._description(content)} if self._behaviour.lists_description else row

    def single(self, workflow: Workflow, content: Content, shown_id: str, *, published: bool) -> Json:
        """One workflow: its published content, its draft or a version."""
        return {
            "_id": shown_id,
            "name": content.name,
            **self._description(content),
            "published": published,
            "slug": BY_ID[workflow.application].slug,
            "associated_application": workflow.application,
            # Every workflow made since the editor was rebuilt says so.
            "is_v2": True,
            **self._graph(content),
            "edges": content.edges,
            "environment": workflow.environment,
        }

    def draft(self, workflow: Workflow) -> Json:
        """The editable draft."""
        content = workflow.draft or workflow.shown
        return {
            "_id": workflow.draft_id,
            "associated_workflow": workflow.id,
            "name": content.name,
            **self._description(content),
            **self._graph(content),
            "edges": content.edges,
            # Slots hold credentials in Refold's editor; a sandbox has none to hold.
            "data_slots": [],
            **self._times(workflow),
        }

    def published(self, workflow: Workflow) -> Json:
        """The answer to publish and unpublish."""
        content = workflow.shown
        return {
            "_id": workflow.id,
            "name": content.name,
            "published": workflow.published,
            **self._graph(content),
        }

    def deleted(self, triggers: int) -> Json:
        """The answer to delete."""
        return {"success": True, "triggers_deregistered": triggers}

    def token(self, token: str, refresh: str, expires_in: float, refresh_expires_in: float) -> Json:
        """The answer to creating a session token."""
        return {
            "token": token,
            "refresh_token": refresh,
            "expires_in": int(expires_in),
            "refresh_expires_in": int(refresh_expires_in),
        }

    def enabled(self, workflow: Workflow) -> Json:
        """A published workflow, as those who may run it see it."""
        application = BY_ID[workflow.application]
        return {
            "id": workflow.id,
            "name": workflow.shown.name,
            **self._description(workflow.shown),
            "icon": f"/icons/{application.slug}.svg",
            **self._times(workflow),
            "config_id": None,
            "application": application.summary(),
        }

    def account(self, account: Account) -> Json:
        """A linked account in a list."""
        return {
            **self.account_summary(account),
            "associated_org": ORG_ID,
            # Which applications an account has connected is told by the list of applications.
            "integrations": [],
            "createdAt": iso(account.created_at),
            "updatedAt": iso(account.updated_at),
        }

    def account_summary(self, account: Account) -> Json:
        """A linked account as its creation answers."""
        return {
            "_id": account.id,
            "account_id": account.account_id,
            "name": account.name,
            "environment": account.environment,
        }

    def _graph(self, content: Content) -> Json:
        return {"nodes": content.nodes}

    def _times(self, workflow: Workflow) -> Json:
        return {"createdAt": iso(workflow.created_at), "updatedAt": iso(workflow.updated_at)}

    def _description(self, content: Content) -> Json:
        return {"description": content.description} if self._behaviour.returns_description else {}


class OlderAnswers(Answers):
    """The generation of 2025: more fields on workflows and nodes, fewer elsewhere."""

    dialect = "2025"
    _renamed_codes = frozenset({"AUTH_SERVICE_ERROR", "INVALID_TOKEN", "INVALID_LINKED_ACCOUNT_ID"})

    def code_field(self, code: str) -> str:
        """`error_code` in the authentication services, `error` elsewhere."""
        return "error_code" if code in self._renamed_codes else "error"

    def created(self, workflow: Workflow) -> Json:
        """The answer to a create, under `workflow` or at the top level."""
        content = workflow.shown
        document = {
            **super().created(workflow)["workflow"],
            **self._description(content),
            "associated_workflow": workflow.id,
            "associated_application": workflow.application,
            "slug": BY_ID[workflow.application].slug,
            "linked_account_id": workflow.account,
            "environment": workflow.environment,
            "public_access_workflow": True,
            "published": False,
            "edges": content.edges,
            "data_slots": [],
            "is_v2": True,
            # Counts the format of the workflow, not what was published: that is `current_version`.
            "version": 1,
        }
        return {"workflow": document} if self._behaviour.wraps_workflow else document

    def row(self, workflow: Workflow) -> Json:
        """One row of the list, with the application as an object."""
        return {
            **super().row(workflow),
            "associated_application": BY_ID[workflow.application].summary(),
            "environment": workflow.environment,
            "linked_account_id": workflow.account,
            "current_version": workflow.current_version,
            **self._times(workflow),
        }

    def published(self, workflow: Workflow) -> Json:
        """The answer to publish and unpublish, which names no id."""
        return {
            "published": workflow.published,
            "current_version": workflow.current_version,
            "updatedAt": iso(workflow.updated_at),
        }

    def deleted(self, triggers: int) -> Json:
        """The answer to delete."""
        return {"message": "Workflow deleted successfully", "successfullyDeletedTriggers": triggers}

    def token(self, token: str, *_unused: Any) -> Json:
        """The answer to creating a session token: nothing but the token."""
        return {"token": token}

    def _graph(self, content: Content) -> Json:
        return {"nodes": [self._node(step, node) for step, node in enumerate(content.nodes)]}

    @staticmethod
    def _node(step: int, node: Json) -> Json:
        older: Json = {
            "name": "Start" if node.get("type") == "start" else node.get("type"),
            "status": "Ready",
            "position": {"x": 0, "y": 160 * step},
            "configurable": True,
            "is_batch": False,
            "maximum_attempts": 1,
            "attempts_made": 0,
            "triggers": [],
        }
        # A node that came with the create call keeps what it came with.
        return {**older, **node}


def answers_for(dialect: str, behaviour: Behaviour) -> Answers:
    """The answers of a generation.

    Raises:
        ValueError: when there is no such generation.
    """
    for generation in (Answers, OlderAnswers):
        # 2026 without quotes is an easy slip, and no other meaning is possible.
        if generation.dialect == str(dialect):
            return generation(behaviour)
    raise ValueError(f"There is no dialect {dialect!r}: choose {' or '.join(DIALECTS)}.")
