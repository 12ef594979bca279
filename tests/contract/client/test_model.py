"""Random sequences of calls against a simple model of the rules: ids, permissions, versions, history."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

import refold_nb as rn

ACCOUNTS = ("acme", "globex")
NAMES = st.sampled_from(["Lead Sync", "lead sync", "a.c", "abc", "<b>x</b>", "Zoë"])


@dataclass(eq=False)
class Expected:
    """What must be true of one workflow."""

    account: str
    name: str
    draft: Any = None
    live: Any = None
    published: bool = False
    versions: int = 0
    current: int = 0
    ids: set[str] = field(default_factory=set)


class Life(RuleBasedStateMachine):
    """Two accounts on one sandbox, by key or token, in either generation."""

    workflows: Any = Bundle("workflows")

    @initialize(dialect=st.sampled_from(["2026", "2025"]), way=st.sampled_from(["key", "token"]))
    def begin(self, dialect: str, way: str) -> None:
        self.sandbox = rn.Sandbox(dialect=dialect, rate=None, examples=False)
        self.clients: dict[str, rn.Refold] = {}
        for account in ACCOUNTS:
            who: dict[str, Any] = {"session_token": self.sandbox.session_token(account)}
            if way == "key":
                who = {"api_key": self.sandbox.api_key, "linked_account_id": account}
            self.clients[account] = rn.connect(
                **who, base_url=self.sandbox.url, history=":memory:", settle=0.01, rate=1e5, burst=1000
            )
        self.by_key = way == "key"
        self.alive: list[Expected] = []
        self.created: dict[str, int] = dict.fromkeys(ACCOUNTS, 0)

    def teardown(self) -> None:
        for client in getattr(self, "clients", {}).values():
            client.close()
        if hasattr(self, "sandbox"):
            self.sandbox.close()

    @rule(target=workflows, account=st.sampled_from(ACCOUNTS), name=NAMES)
    def create(self, account: str, name: str) -> Expected:
        draft = self.clients[account].workflows.create(name)
        assert isinstance(draft, rn.Draft)
        expected = Expected(account, name, draft=draft, ids={draft.id})
        self.alive.append(expected)
        self.created[account] += 1
        return expected

    @rule(one=workflows)
    def publish(self, one: Expected) -> None:
        if one.draft is None:
            with pytest.raises(rn.InvalidRequest, match="published id"):
                self.clients[one.account].workflows.publish(one.live.id)
            return
        live = one.draft.publish()
        assert isinstance(live, rn.PublishedWorkflow)
        assert live.published
        assert live.name == one.name
        assert live.id != one.draft.id
        assert one.live is None or live == one.live
        one.versions += 1
        one.current, one.published, one.live, one.draft = one.versions, True, live, None
        assert live.version == str(one.current)
        one.ids.add(live.id)

    @rule(one=workflows, name=NAMES)
    def edit(self, one: Expected, name: str) -> None:
        drafts = self.clients[one.account].workflows
        again = drafts.draft(one.live or one.draft)
        if one.draft is not None:
            assert again.id == one.draft.id
        assert again.id == self.sandbox.edit(again.id, name=name)
        one.draft, one.name = again, name
        one.ids.add(again.id)
        again.refresh()
        assert again.name == name

    @rule(one=workflows)
    def unpublish(self, one: Expected) -> None:
        client = self.clients[one.account]
        if one.live is None:
            with pytest.raises(rn.InvalidRequest, match="draft id"):
                client.workflows.unpublish(one.draft.id)
        elif one.published:
            assert one.live.unpublish().published is False
            one.published = False
        else:
            with pytest.raises(rn.BadRequest):
                one.live.unpublish()

    @rule(one=workflows, data=st.data())
    def roll_back(self, one: Expected, data: st.DataObject) -> None:
        if one.live is None:
            return
        version = data.draw(st.integers(1, one.versions + 2))
        if version > one.versions:
            had_draft = one.draft is not None
            if version == one.versions + 1:
                return
            with pytest.raises(rn.BadRequest):
                one.live.roll_back(version)
            if not had_draft:
                one.draft = one.live.draft()
            return
        assert one.live.roll_back(version).published
        one.current, one.published = version, True
        # Asking for the draft, which a roll-back goes by, makes one where there was none.
        one.draft = one.live.draft()
        one.ids.add(one.draft.id)

    @rule(one=workflows)
    def execute(self, one: Expected) -> None:
        client = self.clients[one.account]
        if one.live is None:
            with pytest.raises(rn.InvalidRequest):
                client.workflows.execute(one.draft)
        elif one.published:
            run = one.live.execute({"n": 1}, wait=True, progress=False)
            assert run.status == "COMPLETED"
            assert client.executions.get(run.id).workflow_id == one.live.id
        else:
            with pytest.raises(rn.NotFound):
                one.live.execute({"n": 1}, slug="custom")

    @rule(one=workflows)
    def versions(self, one: Expected) -> None:
        some_id = (one.live or one.draft).id
        rows = list(self.clients[one.account].workflows.versions(some_id))
        assert [row.version for row in rows] == list(range(one.versions, 0, -1))

    @rule(one=workflows)
    def another_account_may_do_nothing(self, one: Expected) -> None:
        other = self.clients[next(name for name in ACCOUNTS if name != one.account)].workflows
        some_id = str((one.live or one.draft).id)
        calls = [lambda: other.draft(some_id), lambda: other.delete(some_id, yes=True)]
        calls += [lambda: list(other.versions(some_id)), lambda: other.request_structure(some_id)]
        calls += [lambda: other.get(some_id)] if self.by_key else []
        for call in calls:
            with pytest.raises(rn.PermissionDenied):
                call()

    @rule(one=consumes(workflows))
    def delete(self, one: Expected) -> None:
        client = self.clients[one.account]
        with pytest.raises(rn.InvalidRequest):
            client.workflows.delete(one.live or one.draft)
        assert client.workflows.delete(one.live or one.draft, yes=True).success
        self.alive.remove(one)
        with pytest.raises(rn.NotFound):
            client.workflows.draft((one.live or one.draft).id)

    @invariant()
    def the_server_has_what_is_expected(self) -> None:
        if not hasattr(self, "sandbox"):
            return
        there = self.sandbox.workflows()
        assert len(there) == len(self.alive)
        for account in ACCOUNTS:
            mine = [one for one in self.alive if one.account == account]
            listed = {row.id: row for row in self.clients[account].workflows.list()}
            assert len(listed) == len(mine)
            for one in mine:
                row = listed[one.live.id if one.live is not None else one.draft.id]
                assert row.published is one.published

    @invariant()
    def the_history_is_true(self) -> None:
        if not hasattr(self, "sandbox"):
            return
        for account, client in self.clients.items():
            frame = client.history.to_frame()
            assert len(frame) == self.created[account]
            assert (frame["status"] == "created").all()
            living = frame[frame["error"].isna()]
            mine = [one for one in self.alive if one.account == account]
            assert len(living) == len(mine)
            published = {one.live.id for one in mine if one.live is not None}
            assert set(living["published_id"].dropna()) == published


Life.TestCase.settings = settings(
    max_examples=20, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestLife = Life.TestCase
