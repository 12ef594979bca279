"""Random sequences of calls against a small model of the rules: ids, states, permissions."""

from __future__ import annotations

from dataclasses import dataclass, field

import httpx
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from refold_nb.sandbox import SandboxServer
from tests.contract.sandbox.conftest import PREFIX

ACCOUNTS = ("acme", "globex")
accounts = st.sampled_from(ACCOUNTS)


@dataclass(eq=False)
class Model:
    """What should be on the server for one workflow."""

    account: str
    draft: str | None
    published_id: str | None = None
    live: bool = False
    snapshots: list[str] = field(default_factory=list)
    gone: bool = False


class Life(RuleBasedStateMachine):
    workflows = Bundle("workflows")

    def __init__(self) -> None:
        super().__init__()
        self.server = SandboxServer(rate=None, examples=False)
        self.http = httpx.Client(base_url=self.server.url + PREFIX)
        self.models: list[Model] = []

    def teardown(self) -> None:
        self.http.close()
        self.server.close()

    def key(self, account, **more):
        return {"x-api-key": self.server.api_key, "linked_account_id": account, **more}

    def token(self, account):
        return {"authorization": f"Bearer {self.server.session_token(account)}"}

    def put(self, account, any_id, **body):
        return self.http.put(f"/workflow/{any_id}/publish", json=body, headers=self.token(account))

    @rule(target=workflows, account=accounts, by_token=st.booleans())
    def create(self, account, by_token):
        headers = self.token(account) if by_token else self.key(account)
        answer = self.http.post("/workflow", json={"name": "w", "slug": "slack"}, headers=headers)
        model = Model(account, answer.json()["workflow"]["_id"])
        self.models.append(model)
        return model

    @rule(model=workflows, caller=accounts)
    def publish_the_draft(self, model, caller):
        if model.draft is None:
            return
        answer = self.put(caller, model.draft, published=True)
        if model.gone:
            assert answer.status_code == 404
        elif caller != model.account:
            assert answer.status_code == 403
        else:
            published = answer.json()["_id"]
            assert published == model.published_id if model.published_id else published != model.draft
            model.published_id, model.live = published, True
            model.snapshots.append(model.draft)
            model.draft = None

    @rule(model=workflows, caller=accounts)
    def unpublish(self, model, caller):
        if model.published_id is None:
            return
        answer = self.put(caller, model.published_id, published=False)
        allowed = 403 if caller != model.account else 200 if model.live else 400
        assert answer.status_code == (404 if model.gone else allowed)
        if answer.status_code == 200:
            model.live = False

    @rule(model=workflows)
    def unpublishing_a_draft_is_refused(self, model):
        if model.draft and not model.gone:
            assert self.put(model.account, model.draft, published=False).status_code == 400

    @rule(model=workflows, data=st.data())
    def roll_back(self, model, data):
        if not model.snapshots or model.gone:
            return
        number = data.draw(st.integers(1, len(model.snapshots) + 2))
        answer = self.put(model.account, model.published_id, published=True, version=number)
        # A number that is not there yet is only right for a draft that is about to become it.
        assert answer.status_code == (200 if number <= len(model.snapshots) else 400)
        model.live = model.live or answer.status_code == 200

    @rule(model=workflows)
    def edit(self, model):
        any_id = model.published_id or model.draft
        answer = self.http.get(f"/workflow/{any_id}/edit", headers=self.key(model.account))
        if model.gone:
            assert answer.status_code == 404
            return
        shown = answer.json()["_id"]
        assert shown == model.draft if model.draft else shown not in {model.published_id, *model.snapshots}
        model.draft = shown

    @rule(model=workflows, caller=accounts)
    def execute(self, model, caller):
        any_id = model.published_id or model.draft
        headers = self.key(caller, slug="slack")
        answer = self.http.post(f"/workflow/{any_id}/execute", json={}, headers=headers)
        allowed = 200 if model.live else 404
        assert answer.status_code == (404 if model.gone else 403 if caller != model.account else allowed)

    @rule(model=workflows)
    def deleting_a_snapshot_is_refused(self, model):
        if model.snapshots and not model.gone:
            answer = self.http.delete(f"/workflow/{model.snapshots[-1]}", headers=self.token(model.account))
            assert answer.json()["message"] == "Workflow is a version workflow."

    @rule(model=consumes(workflows), caller=accounts)
    def delete(self, model, caller):
        answer = self.http.delete(
            f"/workflow/{model.published_id or model.draft}", headers=self.token(caller)
        )
        assert answer.status_code == (404 if model.gone else 200 if caller == model.account else 403)
        model.gone = model.gone or answer.status_code == 200

    @invariant()
    def everybody_sees_their_own(self):
        for account in ACCOUNTS:
            page = self.http.get("/workflow?scope=private&limit=100", headers=self.key(account)).json()
            mine = [model for model in self.models if model.account == account and not model.gone]
            expected = [(model.published_id or model.draft, model.live) for model in reversed(mine)]
            assert [(row["_id"], row["published"]) for row in page["docs"]] == expected


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
