"""The explorer: lists, actions, code, questions and failures, on a sandbox."""

from __future__ import annotations

import json
import shlex
import subprocess
from typing import Any

import pytest

import refold_nb as rn
from refold_nb.notebook.explorer.recipes import ACTIONS
from refold_nb.notebook.explorer.rows import PAGE, Row
from tests.notebook.benches import Bench, from_another_thread

NASTY = '<img src=x onerror=alert(1)> `$(rm)` \u202e"quoted"'


@pytest.fixture
def sandbox() -> rn.Sandbox:
    """A sandbox that answers as fast as it is asked."""
    return rn.Sandbox(rate=None)


@pytest.fixture
def client(sandbox: rn.Sandbox) -> rn.Refold:
    """A client of an account with nothing in it."""
    return sandbox.client("acme")


@pytest.fixture
def examples(sandbox: rn.Sandbox) -> Bench:
    """An explorer of the account that has example workflows."""
    return Bench(sandbox.client("initech"))


def place(bench: Bench, name: str) -> int:
    return next(at for at, label in enumerate(bench.labels) if label.startswith(name))


def test_one_whole_life(client: rn.Refold) -> None:
    client.workflows.create("Lead Sync", slug="hubspot")
    bench = Bench(client)
    assert len(bench.labels) == 1
    assert bench.labels[0].startswith("Lead Sync · draft · hubspot")
    assert bench.bar.code == {}
    bench.pick(0)
    assert "1 node" in bench.text()
    assert set(bench.bar.code) == {"graph", "draft", "publish", "delete"}

    said = bench.act("publish")
    published = next(iter(client.workflows.list())).id
    assert f"Published id {published}" in said
    bench.until(lambda: "published" in bench.labels[0])
    assert bench.view.list.index == 0
    assert set(bench.bar.code) == set(ACTIONS)

    bench.view.payload.value = '{"email": "ada@example.com"}'
    assert "COMPLETED" in bench.act("run")
    assert "COMPLETED" in bench.text()
    runs = list(client.executions.list(workflow_id=published))
    assert len(runs) == 1

    assert "Pick a run" in bench.act("runs")
    shown = len(bench.shown)
    bench.view.runs.index = 0
    bench.until(lambda: len(bench.shown) > shown)
    assert runs[0].id in bench.text()

    assert "1 version" in bench.act("versions")
    assert "Draft against published: no differences." in bench.act("compare")
    assert "Unpublished" in bench.act("unpublish")
    bench.until(lambda: "unpublished" in bench.labels[0])
    assert not {"run", "unpublish"} & set(bench.bar.code)
    assert {"publish", "versions", "delete"} <= set(bench.bar.code)
    assert "Published id" in bench.act("publish")

    bench.send("act", "delete")
    assert bench.bar.phase == "ask"
    assert "for good" in bench.bar.question
    assert len(client.workflows.list())
    bench.send("yes")
    bench.until(lambda: "Deleted" in bench.said and not bench.labels)
    assert not len(client.workflows.list())
    assert bench.bar.code == {}


def test_no_means_no(client: rn.Refold) -> None:
    client.workflows.create("Kept")
    bench = Bench(client)
    bench.pick(0)
    bench.send("act", "delete")
    bench.send("back")
    assert (bench.bar.phase, bench.said) == ("idle", "info\nNothing was done.")
    bench.send("yes")
    assert len(client.workflows.list()) == 1


def test_a_yes_belongs_to_the_row_that_was_asked_about(client: rn.Refold) -> None:
    for name in ("One", "Two"):
        client.workflows.create(name)
    bench = Bench(client)
    bench.pick(0)
    bench.send("act", "delete")
    bench.pick(1)
    assert bench.bar.phase == "idle"
    bench.send("yes")
    assert len(client.workflows.list()) == 2


def test_a_click_that_comes_twice_acts_once(examples: Bench, sandbox: rn.Sandbox) -> None:
    examples.pick(place(examples, "prod-crm-contact-sync"))
    row = examples.explorer._found.rows[place(examples, "prod-crm-contact-sync")]
    before = len(sandbox.client("initech").executions.list(workflow_id=row.id))
    for _ in range(2):
        from_another_thread(lambda: examples.send("act", "run", nonce="one click"))
    examples.send("act", "run")
    examples.until(lambda: examples.bar.phase == "idle" and "Run " in examples.said)
    assert len(sandbox.client("initech").executions.list(workflow_id=row.id)) == before + 1


def test_production_asks_before_anything_changes(sandbox: rn.Sandbox) -> None:
    with rn.Sandbox(environment="production", rate=None).serve() as served:
        live = rn.connect(api_key=served.api_key, linked_account_id="acme", base_url=served.url)
        assert live.environment == "production"
        live.workflows.create("Careful")
        bench = Bench(live)
        bench.pick(0)
        bench.send("act", "publish")
        assert bench.bar.phase == "ask"
        assert "production, linked account acme" in bench.bar.question
        assert not next(iter(live.workflows.list())).published
        bench.send("yes")
        bench.until(lambda: "Published" in bench.said)
        assert "yes=True" in bench.bar.code["unpublish"][0]
        for key in ("run", "unpublish"):
            bench.send("act", key)
            assert bench.bar.phase == "ask"
            bench.send("back")


def test_filters_and_pages(client: rn.Refold) -> None:
    for number in range(PAGE + 2):
        client.workflows.create(f"sync {number}", slug="slack" if number % 2 else "hubspot")
    client.workflows.create("a.b (c)")
    bench = Bench(client)
    assert len(bench.labels) == PAGE
    assert f"Page 1 of 2 · {PAGE + 3} workflows" in bench.view.count.value
    before, after = bench.view._turns
    assert (before.disabled, after.disabled) == (True, False)
    after.click()
    bench.until(lambda: len(bench.labels) == 3)
    assert (before.disabled, after.disabled) == (False, True)
    # A page that is gone when the list gets shorter is no empty page.
    assert len(bench.filter(name="a.b (")) == 1
    assert len(bench.filter(name="a.b.")) == 0
    assert len(bench.filter(name="sync", slug="slack")) == (PAGE + 2) // 2
    assert len(bench.filter(name="", slug="", state="published")) == 0


def test_the_history_is_a_list_too(sandbox: rn.Sandbox) -> None:
    acme, globex = sandbox.client("acme"), sandbox.client("globex")
    acme.workflows.create("Ours")
    globex.workflows.create("Theirs")
    gone = acme.workflows.create("Gone")
    gone.delete(yes=True)
    bench = Bench(acme)
    labels = bench.filter(source="history")
    assert [label.split(" · ")[:2] for label in labels] == [
        ["Gone", "deleted"],
        ["Theirs", "draft"],
        ["Ours", "draft"],
    ]
    # Another account's draft is published for that account.
    bench.pick(1)
    assert "Published id" in bench.act("publish")
    assert [wf.published for wf in globex.workflows.list()] == [True]
    assert bench.filter(source="history", state="drafts")[-1].startswith("Ours")
    bench.view.state.value = ""
    bench.until(lambda: len(bench.labels) == 3)
    bench.view.list.index = 0
    bench.until(lambda: "did not work" in bench.said)
    assert bench.bar.code == {}


def test_a_draft_of_another_server_says_where_it_is(sandbox: rn.Sandbox) -> None:
    with rn.Sandbox().serve() as served:
        served.client("acme").workflows.create("Elsewhere")
        url = served.url
    bench = Bench(sandbox.client("acme"))
    assert len(bench.filter(source="history")) == 1
    bench.view.list.index = 0
    bench.until(lambda: "error" in bench.said)
    assert f"created at {url}" in bench.said
    assert bench.bar.code == {}


def test_versions_compare_and_runs_of_the_examples(examples: Bench) -> None:
    examples.pick(place(examples, "prod-crm-contact-sync"))
    assert "2 versions" in examples.act("versions")
    assert "Draft against published: " in examples.act("compare")
    examples.act("runs")
    assert len(examples.view.runs.options) >= 2


def test_a_run_that_fails_is_an_error_in_words(examples: Bench, sandbox: rn.Sandbox) -> None:
    examples.pick(place(examples, "prod-billing-invoice-reconcile"))
    said = examples.act("run")
    assert said.startswith("error\nRun ")
    assert "shown below" in said


@pytest.mark.parametrize(
    ("payload", "told"), [("{", "no JSON"), ("[1]", "JSON object"), ('{"a": NaN x}', "no JSON")]
)
def test_a_wrong_payload_is_not_sent(examples: Bench, sandbox: rn.Sandbox, payload: str, told: str) -> None:
    examples.pick(place(examples, "prod-crm-contact-sync"))
    before = len(sandbox.client("initech").executions.list())
    examples.view.payload.value = payload
    assert told in examples.act("run")
    assert len(sandbox.client("initech").executions.list()) == before


def test_what_refold_refuses_is_said_beside_the_action(client: rn.Refold) -> None:
    draft = client.workflows.create("Sync")
    bench = Bench(client)
    bench.pick(0)
    draft.delete(yes=True)
    said = bench.act("publish")
    assert said.startswith("error\nPublish: that did not work.")
    assert "404" in said
    assert "equest id" in said


def test_stop_ends_the_wait(sandbox: rn.Sandbox) -> None:
    client = sandbox.client("acme")
    wf = client.workflows.create("Slow").publish()
    bench = Bench(client)
    bench.pick(0)
    sandbox.runs.last(wf.nodes[0].id, 600.0)
    bench.send("act", "run")
    bench.until(lambda: "RUNNING" in bench.said)
    bench.send("stop")
    bench.until(lambda: "Stopped waiting" in bench.said and bench.bar.phase == "idle")
    bench.send("act", "run")
    bench.send("stop")
    bench.until(lambda: "Stopped waiting" in bench.said and bench.bar.phase == "idle")


def test_a_server_that_fails_leaves_words_where_the_pages_are_counted() -> None:
    refused = rn.connect(
        api_key="tk_made_up",
        linked_account_id="acme",
        base_url="http://127.0.0.1:9",
        connect_timeout=0.5,
        deadline=0.5,
    )
    from refold_nb.notebook.desk import Desk
    from refold_nb.notebook.explorer import Explorer

    explorer = Explorer(Desk(refused))
    bench = Bench.__new__(Bench)
    bench.explorer, bench.bar, bench.view = explorer, explorer.bar, explorer.view
    explorer.refresh()
    bench.until(lambda: "✗" in explorer.view.count.value)
    assert "tk_made_up" not in explorer.view.count.value


def test_everything_from_the_server_is_escaped(client: rn.Refold, monkeypatch: pytest.MonkeyPatch) -> None:
    client.workflows.create(NASTY.replace("\u202e", ""))
    bench = Bench(client)
    bench.pick(0)
    bench.act("publish")
    bench.act("run")
    bench.act("versions")
    bench.act("compare")
    for thing in bench.shown:
        assert "<img src=x" not in thing._repr_mimebundle_()["text/html"]
    assert "\u202e" not in Row("1" * 24, NASTY, True, False).label


def test_what_was_created_last_is_picked_and_what_the_buttons_are_for_is_said(client: rn.Refold) -> None:
    client.workflows.create("Before")
    bench = Bench(client)
    assert "Pick a workflow" in bench.view.picked.value
    bench.desk.workflow = client.workflows.create("<b>Fresh</b>")
    bench.explorer.refresh()
    bench.until(lambda: bench.bar.code)
    assert bench.view.list.index == 0
    assert "&lt;b&gt;Fresh&lt;/b&gt; · draft" in bench.view.picked.value
    assert bench.desk.workflow.id in bench.bar.code["publish"][0]
    # Once: who picks another row since then keeps it.
    bench.pick(1)
    bench.explorer.refresh()
    bench.until(lambda: "Reading" not in bench.view.count.value)
    assert "Before" in bench.view.picked.value


def test_code_for_another_accounts_row_acts_for_that_account(sandbox: rn.Sandbox) -> None:
    acme, globex = sandbox.client("acme"), sandbox.client("globex")
    globex.workflows.create("Theirs")
    bench = Bench(acme)
    bench.filter(source="history")
    bench.pick(0)
    eval(bench.bar.code["publish"][0], {"client": acme})  # noqa: S307 - what a person would paste
    assert [wf.published for wf in globex.workflows.list()] == [True]


def shell_words(curl: str) -> list[str]:
    return shlex.split(curl.replace("\\\n", " "), comments=True)


def test_the_code_does_what_the_button_does(client: rn.Refold) -> None:
    """Run the Python that is shown, in the order of a life."""
    client.workflows.create("Coded", slug="hubspot")
    bench = Bench(client)
    bench.pick(0)
    names: dict[str, Any] = {"client": client}
    published = eval(bench.bar.code["publish"][0], names)  # noqa: S307 - what a person would paste
    assert published.published
    bench.explorer.refresh()
    bench.until(lambda: "published" in bench.labels[0])
    bench.pick(0)
    bench.view.payload.value = json.dumps({"who": 'O\'Brien "é" \n'})
    assert eval(bench.bar.code["run"][0], names).status == "COMPLETED"  # noqa: S307
    for key in ("graph", "draft", "versions", "runs", "unpublish", "delete"):
        eval(bench.bar.code[key][0], names)  # noqa: S307
    assert not len(client.workflows.list())


def test_the_curl_works_in_a_terminal() -> None:
    with rn.Sandbox(rate=None).serve() as served:
        client = served.client("acme")
        client.workflows.create("Curled", slug="hubspot")
        bench = Bench(client)
        bench.pick(0)
        token = client.session_tokens.create().token.reveal()
        environment = {
            "REFOLD_API_KEY": served.api_key,
            "REFOLD_SESSION_TOKEN": token,
            "PATH": "/usr/bin:/bin",
        }

        def curl(key: str) -> Any:
            done = subprocess.run(
                ["bash", "-c", bench.bar.code[key][1]],
                env=environment,
                capture_output=True,
                text=True,
                check=True,
            )
            return json.loads(done.stdout)

        assert curl("graph")["name"] == "Curled"
        assert curl("publish")["published"] is True
        bench.explorer.refresh()
        bench.until(lambda: "published" in bench.labels[0])
        bench.pick(0)
        bench.view.payload.value = json.dumps({"who": "O'Brien `$(x)` é"})
        assert curl("run")["execution_id"]
        assert len(curl("runs")["docs"]) == 1
        assert len(curl("versions")["docs"]) == 1
        assert curl("delete")["success"] is True


def test_no_secret_is_in_what_the_browser_gets(sandbox: rn.Sandbox) -> None:
    client = sandbox.client("acme")
    client.workflows.create("Quiet")
    bench = Bench(client)
    bench.pick(0)
    bench.act("publish")
    state = json.dumps(
        [widget.get_state() for widget in (bench.bar, bench.view.list, bench.view.payload)], default=str
    )
    assert sandbox.api_key not in state
    assert "eyJ" not in state


def test_an_open_explorer_adds_little_to_a_saved_notebook(examples: Bench) -> None:
    examples.pick(0)
    code = len(examples.bar._esm) + len(examples.bar.get_state().get("_css") or "")
    state = len(json.dumps([examples.bar.get_state(), examples.view.list.get_state()], default=str)) - code
    # Ten rows and the code of every action; a graph is in the results, once.
    assert state < 12_000
