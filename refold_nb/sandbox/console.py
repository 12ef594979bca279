"""A sandbox's state, as a test may look at it and change it by hand."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from refold_nb.sandbox.catalogue import BY_ID
from refold_nb.sandbox.clock import iso
from refold_nb.sandbox.credentials import ENVIRONMENTS, TOKEN_SECONDS

if TYPE_CHECKING:
    from refold_nb.sandbox.backend import Backend
    from refold_nb.sandbox.behaviour import Behaviour
    from refold_nb.sandbox.records import Json, Workflow
    from refold_nb.sandbox.runs import Runs


class Console:
    """What stands beside the API: keys and tokens, accounts, workflows, the clock, switches and scripts."""

    def __init__(self, backend: Backend, environment: str) -> None:
        self._backend = backend
        self._environment = environment

    @property
    def behaviour(self) -> Behaviour:
        """Switches for what the API's documentation leaves open."""
        return self._backend.behaviour

    @property
    def runs(self) -> Runs:
        """The script of how executions go."""
        return self._backend.runs

    @property
    def environment(self) -> str:
        """The environment of `api_key`: `test` or `production`."""
        return self._environment

    @property
    def dialect(self) -> str:
        """The generation of the API's answers."""
        return self._backend.answers.dialect

    @property
    def api_key(self) -> str:
        """The key of this sandbox's environment."""
        return self._backend.credentials.keys[self._environment]

    @property
    def test_api_key(self) -> str:
        """The key of the test environment, `tk_…`."""
        return self._backend.credentials.keys["test"]

    @property
    def production_api_key(self) -> str:
        """The key of the production environment, `pk_…`."""
        return self._backend.credentials.keys["production"]

    @property
    def accounts(self) -> dict[str, str]:
        """The linked accounts of this sandbox's environment: their names by their ids."""
        with self._backend.lock:
            records = list(self._backend.store.accounts.values())
        return {
            record.account_id: record.name for record in records if record.environment == self._environment
        }

    def add_account(self, account_id: str, name: str | None = None) -> None:
        """Create a linked account in both environments, named as its id unless `name` says otherwise."""
        if not account_id:
            raise ValueError("A linked account needs an id.")
        with self._backend.lock:
            # Whoever switches the key to production expects the same customers there.
            for environment in ENVIRONMENTS:
                self._backend.store.add_account(environment, account_id, name or account_id)

    def session_token(self, account: str, expires_in: float = TOKEN_SECONDS) -> str:
        """A new session token for a linked account, good for `expires_in` seconds (24 hours).

        Raises:
            LookupError: when there is no such account.
        """
        with self._backend.lock:
            if (self._environment, account) not in self._backend.store.accounts:
                raise LookupError(
                    f"There is no linked account {account!r}: use add_account({account!r}) first."
                )
            return self._backend.credentials.mint(self._environment, account, expires_in)[0]

    def workflows(self, account: str | None = None, *, examples: bool = False) -> list[Json]:
        """What is on the server, oldest first: of one linked account, or of all and the organisation.

        Args:
            account: only this one's.
            examples: also the workflows that the sandbox brings along.

        Returns:
            Dicts of `draft_id`, `published_id`, `name`, `description`, `slug`, `published`,
            `current_version`, `linked_account_id`, `environment`, `node_count` and `created_at`.
            `draft_id` is None when there is no draft, `published_id` when it was never published.
        """
        with self._backend.lock:
            return [
                _facts(workflow)
                for workflow in self._backend.store.workflows.values()
                if account in {None, workflow.account} and (examples or not workflow.example)
            ]

    def edit(
        self,
        workflow_id: str,
        *,
        name: str | None = None,
        description: str | None = None,
        nodes: list[Json] | None = None,
        edges: list[Json] | None = None,
        payload_schema: Json | None = None,
    ) -> str:
        """Change a draft, as a person would in Refold's editor: the API has no call for it.

        A workflow without a draft gets one first, cloned from what was published last.

        Args:
            workflow_id: any id of the workflow.
            name, description, nodes, edges: what replaces the draft's own; None leaves it.
            payload_schema: JSON Schema of what execute expects.

        Returns:
            The draft's id.

        Raises:
            LookupError: when there is no such workflow.
        """
        with self._backend.lock:
            found = self._backend.store.find(workflow_id)
            if found is None:
                raise LookupError(f"There is no workflow with the id {workflow_id!r} in this sandbox.")
            # None stands for "as it was": there is no way to take a name or the nodes away.
            changes = {"name": name, "description": description, "nodes": nodes, "edges": edges}
            # Copied: what the caller goes on to change must not change the server.
            kept = {field: copy.deepcopy(value) for field, value in changes.items() if value is not None}
            return self._backend.store.edit(found[0], kept, copy.deepcopy(payload_schema))

    def advance(self, seconds: float) -> None:
        """Move this sandbox's clock forward: tokens expire, executions go on, the rate limit recovers."""
        self._backend.clock.advance(seconds)


def _facts(workflow: Workflow) -> dict[str, Any]:
    content = workflow.draft or workflow.shown
    return {
        "draft_id": workflow.draft_id,
        "published_id": workflow.id if workflow.versions else None,
        "name": content.name,
        "description": content.description,
        "slug": BY_ID[workflow.application].slug,
        "published": workflow.published,
        "current_version": workflow.current_version,
        "linked_account_id": workflow.account,
        "environment": workflow.environment,
        "node_count": len(content.nodes),
        "created_at": iso(workflow.created_at),
    }
