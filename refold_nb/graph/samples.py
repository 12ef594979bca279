"""Made-up workflows of every shape, for the gallery and for trying things out."""

from random import Random
from typing import Any

Document = dict[str, Any]


def _node(id_: str, type_: str, name: str, **more: Any) -> Document:
    return {"id": id_, "type": type_, "name": name, **more}


def _edges(*pairs: str) -> list[Document]:
    """Edges from words such as `a>b` and, with a handle, `a>b:true`."""
    found = []
    for number, pair in enumerate(pairs):
        ends, _, handle = pair.partition(":")
        source, target = ends.split(">")
        found.append({"id": f"e{number}", "source": source, "target": target, "sourceHandle": handle or None})
    return found


def _contacts(*, edited: bool) -> Document:
    nodes = [
        _node(
            "start",
            "start",
            "Contact changed",
            triggers=[{"application": "hubspot", "event": "contact.updated"}],
        ),
        _node(
            "fetch",
            "http_request",
            "Fetch contacts",
            data={"url": "https://api.example.com/v3", "method": "GET"},
        ),
        _node("each", "loop", "Each contact"),
        _node("map", "data_mapper", "Map fields"),
        _node("rule", "rule", "Has e-mail?"),
        _node("upsert", "action", "Upsert lead", application={"name": "Salesforce", "slug": "salesforce"}),
        _node("skip", "log", "Note what was skipped"),
        _node("join", "merge", "Next contact"),
        _node("result", "switch_case", "How did it go?"),
        _node("mail", "send_email", "Tell the owner"),
        _node("dead", "dead_letter_queue", "Keep what failed"),
        _node("wait", "delay", "Wait 5 minutes"),
        _node("reply", "response", "Reply"),
    ]
    edges = _edges(
        "start>fetch", "fetch>each", "each>map:each", "map>rule", "rule>upsert:true", "rule>skip:false",
        "upsert>join", "skip>join", "join>each", "each>result:done", "result>mail:all good",
        "result>dead:some failed", "result>wait:try again", "wait>fetch", "mail>reply", "dead>reply",
    )  # fmt: skip
    if edited:
        nodes[1] = _node(
            "fetch", "http_request", "Fetch contacts", data={"url": "https://api.example.com/v4"}
        )
        nodes = [node for node in nodes if node["id"] != "skip"]
        nodes.append(_node("enrich", "ai_agent", "Find the company"))
        edges = [edge for edge in edges if "skip" not in (edge["source"], edge["target"])]
        edges += _edges("map>enrich", "enrich>rule")
    return {"name": "prod-hubspot-contact-sync", "nodes": nodes, "edges": edges}


def _groups() -> Document:
    inner = [
        _node("check", "ai_code_executor", "Check stock"),
        _node("items", "loop", "Each item"),
        _node("post", "http_request", "Book", parentId="items"),
        _node("sheet", "csv", "Add to sheet", parentId="items"),
    ]
    return {
        "name": "prod-shop-order-import",
        "nodes": [
            _node("start", "start", "Every night", trigger_cron="0 3 * * *"),
            _node("orders", "group", "Each order", nodes=inner, edges=_edges("check>items", "post>sheet")),
            _node("try", "try_catch", "Send summary"),
            _node("mail", "send_email", "Mail the team"),
            _node("task", "human_task", "Look into it"),
        ],
        "edges": _edges(
            "start>orders", "orders>check", "orders>try", "sheet>try", "try>mail:try", "try>task:catch"
        ),
    }


def _kinds() -> Document:
    types = [
        *(
            "start",
            "action",
            "http_request",
            "custom_code",
            "ai_agent",
            "function",
            "data_mapper",
            "transform",
        ),
        *(
            "rule",
            "switch_case",
            "loop",
            "group",
            "merge",
            "delay",
            "sub_flow",
            "try_catch",
            "dlq",
            "terminate",
        ),
        *("log", "response", "human_task", "wait_for_webhook", "tables", "data_reference", "file_handler"),
        *("csv_excel", "pdf", "send_email", "something_new"),
    ]
    nodes = [_node(str(at), type_, type_.replace("_", " ").capitalize()) for at, type_ in enumerate(types)]
    edges = _edges(*(f"{at}>{at + 1}" for at in range(len(types) - 1) if at % 5 != 4))
    return {"name": "every-kind-of-step", "nodes": nodes, "edges": edges}


def _odd() -> Document:
    names = [
        *("Start", "Another start", "Twice the same way", "Calls itself", "الرسالة \u202e reversed"),
        *("日本語のラベル 🎉🎉", "<img src=x onerror=alert(1)>", "W" * 5_000, "Island"),
    ]
    types = ("start", "start", "rule", "action", "custom", "log", "action", "action", "x")
    nodes = [_node(id_, type_, name) for id_, type_, name in zip("abcdefghi", types, names, strict=True)]
    edges = _edges("a>c", "b>c", "c>d:yes", "c>d:no", "d>d", "d>e", "e>c", "f>g", "g>h", "e>nowhere")
    return {"name": "what-nobody-draws", "nodes": nodes, "edges": edges}


def _many(size: int, seed: int) -> Document:
    """Runs, branches that come together, and here and there a way back."""
    dice = Random(seed)  # noqa: S311
    types = ("action", "http_request", "ai_code_executor", "data_mapper", "transform", "log", "delay")
    nodes = [_node("0", "start", "Start")]
    pairs: list[str] = []

    def step(after: str, type_: str = "") -> str:
        made = str(len(nodes))
        kind = type_ or dice.choice(types)
        nodes.append(_node(made, kind, f"{kind.replace('_', ' ').capitalize()} {made}"))
        pairs.append(f"{after}>{made}")
        return made

    last = "0"
    while len(nodes) < size:
        last = step(last)
        if dice.random() < 0.35:
            fork = step(last, "rule")
            ends = []
            for _ in range(dice.choice((2, 2, 3))):
                end = fork
                for _ in range(dice.randint(1, 4)):
                    end = step(end)
                ends.append(end)
            last = step(ends[0], "merge")
            pairs += [f"{end}>{last}" for end in ends[1:]]
            if dice.random() < 0.3:
                pairs.append(f"{last}>{fork}")
    return {"name": f"prod-erp-{size}-steps", "nodes": nodes, "edges": _edges(*pairs)}


def run_of(document: Document) -> Document:
    """An execution of such a workflow: one node failed twice, what follows did not run."""
    nodes = []
    for at, node in enumerate(document["nodes"]):
        failed = node["id"] == "upsert"
        nodes.append({
            "node_id": node["id"], "node_name": node["name"], "node_type": node["type"],
            "node_status": "Failed" if failed else "Success", "is_batch": node["id"] == "map",
            "attempts_made": 2 if failed else 1, "execution_time": 40 + at * at * 35,
        })  # fmt: skip
    idle = {"join", "result", "mail", "dead", "wait", "reply"}
    return {"status": "ERRORED", "nodes": [node for node in nodes if node["node_id"] not in idle]}


SAMPLES: dict[str, Document] = {
    "A new draft": {"name": "Lead Sync", "nodes": [_node("1", "start", "Start")]},
    "Three steps": {
        "name": "test-crm-lead-notify",
        "nodes": [
            _node("1", "start", "New lead"),
            _node("2", "action", "Find owner"),
            _node("3", "send_email", "Send"),
        ],
        "edges": _edges("1>2", "2>3"),
    },
    "A loop over contacts": _contacts(edited=False),
    "The same, edited": _contacts(edited=True),
    "Groups in groups": _groups(),
    "Every kind of step": _kinds(),
    "What nobody draws": _odd(),
    "Eighty steps": _many(80, 4),
    "A thousand steps": _many(1_000, 1),
}
"""Documents as the API sends them, by what they show."""
