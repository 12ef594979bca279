"""Every command of ``%refold``, told once: for parsing, for help and for completion."""

from __future__ import annotations

from IPython.core.error import UsageError

from .grammar import Argument, Command, did_you_mean

_ACCOUNT = Argument("--account", "act for this linked account (else the client's own)", "ACCOUNT", "accounts")


def _id(source: str, text: str, metavar: str = "ID") -> Argument:
    return Argument(metavar.lower(), text, metavar, source)


def _command(name: str, summary: str, *arguments: Argument, example: str) -> Command:
    return Command(name, summary, arguments, f"%refold {name} {example}".rstrip())


COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        _command(
            "create",
            "Create a private, unpublished draft, exactly once, and return it.",
            Argument("name", "display name", "NAME"),
            Argument("--slug", "the application's slug, such as hubspot", "SLUG", "slugs"),
            Argument("--application", "the application's id, instead of its slug", "ID", "applications"),
            Argument("--description", "free text", "TEXT"),
            _ACCOUNT,
            example='"Lead Sync" --slug hubspot --account acme',
        ),
        _command(
            "list",
            "List the workflows of the linked account.",
            Argument("--name", "only those with exactly this name", "NAME"),
            Argument("--slug", "only those of this application", "SLUG", "slugs"),
            Argument("--published", "only published ones"),
            Argument("--drafts", "only drafts"),
            _ACCOUNT,
            example="--slug hubspot",
        ),
        _command(
            "history",
            "Show every draft that was asked for on this machine, or by the team that shares the database.",
            Argument("--pending", "only creates whose outcome is not known yet"),
            example="",
        ),
        _command(
            "graph",
            "Show the graph of a workflow.",
            _id("workflows", "draft or published id"),
            _ACCOUNT,
            example="6a31…",
        ),
        _command(
            "draft",
            "Open the editable draft of a workflow.",
            _id("workflows", "draft or published id"),
            _ACCOUNT,
            example="6a31…",
        ),
        _command(
            "publish",
            "Publish a draft and return the published workflow, which has an id of its own.",
            _id("drafts", "draft id"),
            Argument("--version", "publish this earlier version again; ID is any id of the workflow", "N"),
            _ACCOUNT,
            example="6a31…",
        ),
        _command(
            "unpublish",
            "Take a published workflow out of service.",
            _id("published", "published id"),
            Argument("--yes", "really, in production"),
            _ACCOUNT,
            example="6a31…",
        ),
        _command(
            "run",
            "Execute a published workflow, wait for it, and return the execution. As %%refold run, the"
            " cell is the payload.",
            _id("published", "published id"),
            Argument("--payload", "JSON object between single quotes", "JSON"),
            Argument("--slug", "the application's slug (else the workflow's own)", "SLUG", "slugs"),
            Argument("--no-wait", "return at once, with the execution as it was started"),
            _ACCOUNT,
            example="""6a31… --payload '{"email": "ada@example.com"}'""",
        ),
        _command(
            "runs",
            "List executions, the newest first.",
            Argument("id", "only those of this workflow", "ID", "published", required=False),
            _ACCOUNT,
            example="6a31…",
        ),
        _command(
            "versions",
            "List the published versions of a workflow.",
            _id("published", "published id"),
            _ACCOUNT,
            example="6a31…",
        ),
        _command(
            "diff",
            "Show what differs between two workflows, such as draft and published.",
            _id("workflows", "id of the one before", "A"),
            _id("workflows", "id of the one after", "B"),
            _ACCOUNT,
            example="6a31… 6a32…",
        ),
        _command(
            "delete",
            "Delete a workflow with its drafts and versions. There is no way back.",
            _id("workflows", "published id"),
            Argument("--yes", "really"),
            _ACCOUNT,
            example="6a31… --yes",
        ),
        _command(
            "use",
            "Choose the client for the lines that follow, or say which one is in use.",
            Argument(
                "client",
                "a variable that holds a client, sandbox, or live",
                "CLIENT",
                "clients",
                required=False,
            ),
            example="sandbox",
        ),
        _command("workbench", "Show the form with graph and history.", _ACCOUNT, example=""),
    )
}


def overview() -> str:
    """Return the text of ``%refold --help``."""
    width = max(map(len, COMMANDS))
    lines = [
        f"  {name:<{width}}  {command.summary.split('. ')[0].rstrip('.')}"
        for name, command in COMMANDS.items()
    ]
    return "\n".join(
        [
            "%refold COMMAND …    the life of a Refold workflow, one line each",
            "",
            *lines,
            "",
            "%refold COMMAND --help tells more; result = %refold … keeps what it returns.",
            "Variables: {name}, {wf.id}, {ids[0]} or $name. For the text itself: {{name}}, $$name.",
            "The client: %refold use, else the variable client, else the workbench's, else credentials found",
            "in the environment or keyring, else the embedded sandbox. No option takes a secret.",
        ]
    )


def command_named(word: str) -> Command:
    """Return a command by its name.

    Raises:
        UsageError: there is none.
    """
    if word not in COMMANDS:
        near = did_you_mean(word, [*COMMANDS, "--help"])
        raise UsageError(f"%refold has no command {word!r}.{near} The commands: {', '.join(COMMANDS)}.")
    return COMMANDS[word]
