"""The sandbox's records by id, and the rules that tie drafts, versions and published ids together."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from refold_nb.sandbox.ids import IdMint, stable_id
from refold_nb.sandbox.records import (
    NEW_NODES,
    NO_EDGES,
    Account,
    Content,
    Execution,
    Json,
    Role,
    Version,
    Workflow,
)

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Iterator

    from refold_nb.sandbox.clock import Clock

ORG_ID = stable_id("organisation", "refold-sandbox")


class Store:
    """Every record of one sandbox. Not locked: the backend holds its lock around each use.

    Args:
        clock: dates the records.
        rng: draws the part of the ids that isn't the time.
    """

    def __init__(self, clock: Clock, rng: random.Random) -> None:
        self.clock = clock
        self.ids = IdMint(rng)
        self.accounts: dict[tuple[str, str], Account] = {}
        self.workflows: dict[str, Workflow] = {}
        self.executions: dict[str, Execution] = {}
        self._by_id: dict[str, Workflow] = {}
        # By owner, so that an account's list costs nothing when others have thousands.
        self._by_account: dict[tuple[str, str | None], dict[str, Workflow]] = {}

    def add_account(self, environment: str, account_id: str, name: str, udf: Json | None = None) -> Account:
        """Create a linked account, or bring the one with this id up to date."""
        now = self.clock.now()
        account = self.accounts.get((environment, account_id))
        if account is None:
            account = Account(self.ids.mint(now), account_id, name, environment, now, now)
            self.accounts[environment, account_id] = account
        account.name, account.updated_at = name, now
        if udf is not None:
            account.udf = udf
        return account

    def create(
        self,
        environment: str,
        account: str | None,
        application: str,
        *,
        name: str,
        description: str | None = None,
        nodes: list[Json] | None = None,
        edges: list[Json] | None = None,
    ) -> Workflow:
        """A new draft; with one start node unless `nodes` says otherwise."""
        now = self.clock.now()
        content = Content(name, description, nodes or NEW_NODES, edges or NO_EDGES)
        workflow = Workflow(self.ids.mint(now), account, environment, application, now, now)
        # The draft's id comes second: the published one exists from the start, as the parent record.
        workflow.draft_id, workflow.draft = self.ids.mint(now), content
        self.index(workflow)
        return workflow

    def index(self, workflow: Workflow) -> None:
        """Make a workflow findable by all of its ids."""
        self.workflows[workflow.id] = workflow
        self._by_account.setdefault((workflow.environment, workflow.account), {})[workflow.id] = workflow
        self._by_id[workflow.id] = workflow
        for version in workflow.versions:
            self._by_id[version.id] = workflow
        if workflow.draft_id:
            self._by_id[workflow.draft_id] = workflow

    def find(self, any_id: str) -> tuple[Workflow, Role] | None:
        """The workflow that an id belongs to, and what the id names in it."""
        # Ids are hexadecimal, so their case means nothing.
        workflow = self._by_id.get(any_id.lower())
        return None if workflow is None else (workflow, workflow.role(any_id.lower()))

    def newest_first(self, environment: str, account: str | None) -> Iterator[Workflow]:
        """The workflows of a linked account, or the organisation's public ones (`account=None`)."""
        return reversed(self._by_account.get((environment, account), {}).values())

    def count(self, environment: str, account: str | None) -> int:
        """How many workflows `newest_first` gives."""
        return len(self._by_account.get((environment, account), {}))

    def clone(self, workflow: Workflow) -> None:
        """Give a workflow that has no draft a new one, copied from what was published last."""
        content = workflow.live
        if workflow.draft is not None or content is None:
            return
        now = self.clock.now()
        workflow.draft_id, workflow.draft, workflow.updated_at = self.ids.mint(now), content.copy(), now
        self._by_id[workflow.draft_id] = workflow

    def edit(self, workflow: Workflow, changes: Json, payload_schema: Json | None) -> str:
        """Change fields of the draft, which is cloned first when there is none; its id."""
        self.clone(workflow)
        if workflow.draft is None or workflow.draft_id is None:
            raise LookupError(workflow.id)
        workflow.draft = replace(workflow.draft, **changes)
        workflow.payload_schema = payload_schema or workflow.payload_schema
        workflow.updated_at = self.clock.now()
        return workflow.draft_id

    def publish_draft(self, workflow: Workflow) -> None:
        """Turn the draft into the newest version and make that the published one."""
        if workflow.draft is None or workflow.draft_id is None:
            raise LookupError(workflow.id)
        now = self.clock.now()
        # Counted on from the highest, also after a roll-back.
        number = max((version.number for version in workflow.versions), default=0) + 1
        workflow.versions.append(Version(workflow.draft_id, number, now, workflow.draft))
        # The draft's id now names the snapshot, so that a publish whose answer was lost can be repeated.
        workflow.draft_id = workflow.draft = None
        self.publish_version(workflow, number)

    def publish_version(self, workflow: Workflow, number: int) -> None:
        """Make an existing version the published one."""
        if workflow.version(number) is None:
            raise LookupError(number)
        workflow.published, workflow.current_version = True, number
        workflow.updated_at = self.clock.now()

    def unpublish(self, workflow: Workflow) -> None:
        """Take a workflow out of use; its versions stay."""
        workflow.published, workflow.updated_at = False, self.clock.now()

    def delete(self, workflow: Workflow) -> None:
        """Forget a workflow with its draft and versions."""
        for some_id in [workflow.id, workflow.draft_id, *(version.id for version in workflow.versions)]:
            self._by_id.pop(some_id or "", None)
        del self.workflows[workflow.id]
        del self._by_account[workflow.environment, workflow.account][workflow.id]


def page_of(rows: Iterable[Workflow], page: int, limit: int) -> list[Workflow]:
    """The rows on one page, pages being counted from 1."""
    return list(itertools.islice(rows, (page - 1) * limit, page * limit))
