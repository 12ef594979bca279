"""``%refold`` in an IPython shell, on a sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import refold_nb as rn
from refold_nb.graph import WorkflowGraph
from refold_nb.notebook.connection import own_sandbox
from tests.notebook.shells import Shell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def sandbox() -> rn.Sandbox:
    """A sandbox that answers as fast as it is asked."""
    return rn.Sandbox(rate=None)


@pytest.fixture
def shell(tmp_path: Path, sandbox: rn.Sandbox) -> Iterator[Shell]:
    """A shell whose variable ``client`` is on a sandbox of its own."""
    shell = Shell(tmp_path)
    shell.shell.user_ns["client"] = sandbox.client("acme")
    yield shell
    shell.close()


def test_create_returns_the_draft_and_writes_the_history(shell: Shell) -> None:
    shell.run('wf = %refold create "Lead Sync" --slug hubspot --description "two words"')
    assert shell.error is None
    assert (shell["wf"].name, shell["wf"].published) == ("Lead Sync", False)
    rows = shell.run("%refold history").to_frame()
    assert list(rows["name"]) == ["Lead Sync"]
    assert list(rows["slug"]) == ["hubspot"]
    assert list(rows["draft_id"]) == [shell["wf"].id]


def test_a_line_at_the_end_of_a_cell_shows_what_it_returns(shell: Shell) -> None:
    shell.run("%refold create Sync")
    assert "Draft id" in shell.printed


def test_another_account(shell: Shell, sandbox: rn.Sandbox) -> None:
    shell.run("%refold create Sync --account globex")
    assert shell.error is None
    assert [wf.name for wf in sandbox.client("globex").workflows.list()] == ["Sync"]
    assert len(shell.run("%refold list")) == 0
    assert len(shell.run("%refold list --account=globex")) == 1


def test_a_name_from_a_variable_stays_whole(shell: Shell) -> None:
    shell.shell.user_ns["title"] = "Acme's “big” sync; rm -rf $HOME"
    assert shell.run("%refold create {title}").name == shell["title"]


def test_variables_of_a_function_are_seen(shell: Shell) -> None:
    shell.run("def make(title):\n    return get_ipython().run_line_magic('refold', 'create {title}')")
    assert shell.run("make('inner one')").name == "inner one"


def test_list_takes_filters(shell: Shell) -> None:
    shell.run("%refold create One --slug slack\n%refold create Two --slug hubspot")
    assert [wf.name for wf in shell.run("%refold list --slug slack")] == ["One"]
    assert [wf.name for wf in shell.run("%refold list --name Two")] == ["Two"]
    assert len(shell.run("%refold list --drafts")) == 2
    assert "not both" in shell.refused("%refold list --drafts --published")


def test_one_whole_life(shell: Shell) -> None:
    shell.run('wf = %refold create "Lead Sync" --slug hubspot')
    shell.run("live = %refold publish {wf}")
    assert (shell["live"].published, shell["live"].id != shell["wf"].id) == (True, True)
    shell.run("""run = %refold run {live} --payload '{"email": "{wf.name}", "n": {"deep": {}}}'""")
    assert shell["run"].status == "COMPLETED"
    assert shell.run('%%refold run {live.id} --no-wait\n{"from": "{wf.name}",\n "n": [1, 2]}').id
    shell.run("runs = %refold runs {live}")
    assert len(shell["runs"]) == 2
    assert [str(version.version) for version in shell.run("%refold versions {live}")] == ["1"]
    assert shell.run("%refold draft {live}").published is False
    assert not shell.run("%refold diff {live} {live}")
    assert shell.run("%refold publish {live} --version 1").published
    assert "number from 1" in shell.refused("%refold publish {live} --version one")
    assert "InvalidRequest" in shell.refused("%refold publish {live}")
    assert shell.run("%refold unpublish {live}").published is False
    assert "--yes" in shell.refused("%refold delete {live}")
    assert len(shell.run("%refold list")) == 1
    shell.run("%refold delete {live} --yes")
    assert shell.error is None
    assert len(shell.run("%refold list")) == 0


def test_unpublishing_in_production_wants_a_yes(tmp_path: Path) -> None:
    with rn.Sandbox(environment="production").serve() as served:
        shell = Shell(tmp_path)
        shell.shell.user_ns["client"] = rn.connect(
            api_key=served.api_key, linked_account_id="acme", base_url=served.url
        )
        shell.run("wf = %refold create Careful\nlive = %refold publish {wf}")
        assert f"%refold unpublish {shell['live'].id} --yes" in shell.refused("%refold unpublish {live}")
        assert next(iter(shell["client"].workflows.list())).published
        assert shell.run("%refold unpublish {live} --yes").published is False
        shell.close()


def test_graph_and_diff(shell: Shell) -> None:
    shell.run("a = %refold create One\nb = %refold create Two")
    graph = shell.run("%refold graph {a}")
    assert isinstance(graph, WorkflowGraph)
    assert [node.type for node in graph.nodes.values()] == ["start"]
    assert shell.run("%refold diff {a.id} $b") is not None


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("creat x", "Did you mean create?"),
        ("Create x", "Did you mean create?"),
        ("zzz", "The commands: create, list"),
        ("create", "required: name"),
        ("create A B", "between double quotes"),
        ("create A --slgu x", "Did you mean --slug?"),
        ("create A --slug", "expected one argument"),
        ("create A --slug hubspto", "Did you mean hubspot?"),
        ("create A --slug hubspot --application 6500a1b2c3d4e5f6a7b8c9d0", "InvalidRequest"),
        ("create ''", "The name is empty"),
        ("create A --account acem", "Did you mean acme?"),
        ("create --name X", "Write the name without an option"),
        ("--hlep", "Did you mean --help?"),
        ("versions 000000000000000000000000", "NotFound"),
        ("list --account acem", "Did you mean acme?"),
        ("graph 000000000000000000000000", "NotFound"),
        ("graph ../../secret", "UsageError"),
        ('run 6a31545ed0aeb8165beb9a43 --payload {"a":1}', "single quotes"),
        ("run 6a31545ed0aeb8165beb9a43 --payload '[1]'", "JSON object"),
        ("delete 6a31545ed0aeb8165beb9a43", "--yes"),
        ("use nobody", "no variable with a client"),
        ("help nothing", "no command"),
    ],
)
def test_errors_are_one_line_and_say_what_to_do(shell: Shell, line: str, told: str) -> None:
    assert told in shell.refused(f"%refold {line}")


def test_a_failure_stops_the_cell_and_gives_no_value(shell: Shell) -> None:
    shell.refused("result = %refold graph 000000000000000000000000\nafter = 1")
    assert not {"result", "after"} & set(shell.shell.user_ns)


def test_code_can_see_what_went_wrong(shell: Shell) -> None:
    shell.run("%refold graph 000000000000000000000000")
    assert isinstance(shell.error.__cause__, rn.NotFound)


def test_help_tells_commands_options_and_examples(shell: Shell) -> None:
    for line in ("%refold", "%refold --help", "%refold help"):
        assert shell.run(line) is None
        assert all(name in shell.printed for name in ("create", "publish", "workbench"))
    for line in ("%refold create --help", "%refold help create", "%refold create -h"):
        shell.run(line)
        assert all(word in shell.printed for word in ("--slug", "--account", "Example: %refold create"))
    assert not list(shell["client"].workflows.list())


def test_only_run_takes_a_cell(shell: Shell) -> None:
    assert "Only %%refold run takes a cell" in shell.refused("%%refold create X\nbody")
    assert "one of them" in shell.refused("%%refold run 6a31 --payload '{}'\n{}")


def test_a_semicolon_is_no_part_of_a_name(shell: Shell) -> None:
    assert shell.run('%refold create "Lead Sync";').name == "Lead Sync"
    assert shell.run('%refold create "really;"').name == "really;"


def test_a_workbench_lends_its_client_and_that_is_said(shell: Shell, sandbox: rn.Sandbox) -> None:
    shell.run("import refold_nb as rn\nwb = rn.workbench(client.for_account('globex'))\ndel client")
    shell.run("%refold create Sync")
    assert "as globex" in shell.printed
    assert [wf.name for wf in sandbox.client("globex").workflows.list()] == ["Sync"]


def test_use_chooses_and_tells(shell: Shell, sandbox: rn.Sandbox) -> None:
    shell.shell.user_ns["other"] = sandbox.client("globex")
    assert shell.run("%refold use other") is shell["other"]
    assert shell.run("%refold create Sync") is not None
    assert [wf.name for wf in shell["other"].workflows.list()] == ["Sync"]
    shell.run("del other")
    assert "other is no variable with a client in it" in shell.refused("%refold list")
    assert "MissingCredentials" in shell.refused("%refold use live")


def test_without_credentials_the_sandbox_of_the_workbench_is_used_and_said_once(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    try:
        shell.run("%refold create Sync")
        assert "embedded sandbox" in shell.printed
        shell.run("%refold list")
        assert "embedded sandbox" not in shell.printed
        assert shell["_"][0].name == "Sync"
        assert any(wf.name == "Sync" for wf in own_sandbox().client("acme").workflows.list())
    finally:
        shell.close()


def test_credentials_of_the_environment_come_before_the_sandbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with rn.Sandbox().serve() as served:
        monkeypatch.setenv("REFOLD_API_KEY", served.api_key)
        monkeypatch.setenv("REFOLD_LINKED_ACCOUNT_ID", "globex")
        monkeypatch.setenv("REFOLD_BASE_URL", served.url)
        shell = Shell(tmp_path)
        try:
            shell.run("%refold create Sync")
            assert f"{served.url} (test), as globex" in shell.printed
            assert [wf.name for wf in served.client("globex").workflows.list()] == ["Sync"]
        finally:
            shell.close()


def test_loading_again_changes_nothing(shell: Shell) -> None:
    before = len(shell.shell.Completer.custom_matchers)
    shell.run("%reload_ext refold_nb")
    assert len(shell.shell.Completer.custom_matchers) == before
    assert shell.run("%refold create Sync").name == "Sync"
