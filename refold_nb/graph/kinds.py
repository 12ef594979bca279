"""Kinds of step: for every `type` string a word, a glyph and a family of colour."""

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Kind:
    """What a type of node is called and how it is drawn."""

    key: str
    """Short name, the same for every spelling of the type."""
    word: str
    """For people: "Switch", "Wait for webhook"."""
    family: str
    """`trigger`, `action`, `code`, `logic`, `loop`, `data`, `wait`, `end` or `other`: its tint."""
    glyph: str
    """Path data of its line drawing, 16 by 16."""
    words: tuple[str, ...] = ()
    """Parts of a type string that tell this kind."""

    @property
    def branches(self) -> bool:
        """Whether the names of its ways out matter: conditions, try/catch, human decisions."""
        return self.key in {"rule", "switch", "try", "human"}

    @property
    def repeats(self) -> bool:
        """Whether it repeats a subgraph: loops and groups."""
        return self.family == "loop"

    @property
    def ends(self) -> bool:
        """Whether a flow may end here without anything forgotten."""
        return self.key in {"terminate", "response", "dlq"}


_RING = "M8 2a6 6 0 1 0 0 12A6 6 0 1 0 8 2z"
_SHEET = "M4 1.5h5l3.5 3.5v9.5H4zM9 1.5V5h3.5"
UNKNOWN = Kind("other", "Step", "other", f"{_RING}M8 7v2")
FOLDED = Kind("folded", "Folded", "other", "M3 5l5-3 5 3-5 3zM3 8l5 3 5-3M3 11l5 3 5-3")

# The first kind with a word inside the type wins: the particular stand before the general.
_KINDS = (
    Kind("dlq", "Dead-letter queue", "end", "M2 9h3.5l1 2h3l1-2H14M2 9l2-6h8l2 6v4.5H2z", ("dlq", "deadletter")),
    Kind("human", "Human task", "wait", "M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 14.5c.5-3.5 2.5-5 5.5-5s5 1.5 5.5 5",
         ("human", "approval", "manual")),
    Kind("wait", "Wait for webhook", "wait",
         "M4 2h8M4 14h8M5 2c0 4 3 4.5 3 6s-3 2-3 6M11 2c0 4-3 4.5-3 6s3 2 3 6", ("waitfor", "waitwebhook")),
    Kind("delay", "Delay", "wait", f"{_RING}M8 4.5V8l2.5 1.5", ("delay", "sleep", "wait", "pause")),
    Kind("agent", "AI agent", "code", "M8 1.5 9.7 6.3 14.5 8 9.7 9.7 8 14.5 6.3 9.7 1.5 8 6.3 6.3z",
         ("agent", "llm", "prompt")),
    Kind("code", "Code", "code", "M5.5 4 1.5 8l4 4M10.5 4l4 4-4 4", ("code", "script", "javascript", "python")),
    Kind("loop", "Loop", "loop", "M13 8a5 5 0 1 1-1.5-3.5M12 1.5v3.2H8.8",
         ("loop", "foreach", "iterat", "repeat", "while")),
    Kind("group", "Group", "loop", "M2.5 5V2.5H5M11 2.5h2.5V5M13.5 11v2.5H11M5 13.5H2.5V11M6 6h4v4H6z", ("group",)),
    Kind("subflow", "Sub-flow", "action", "M2 2h5v4H2zM9 10h5v4H9zM4.5 6v6H9",
         ("subflow", "subworkflow", "childworkflow", "callworkflow", "executeworkflow")),
    Kind("try", "Try / catch", "logic", "M8 1.5 13.5 4v4c0 3.5-2.5 5.5-5.5 6.5C5 13.5 2.5 11.5 2.5 8V4z",
         ("trycatch", "catch", "errorhandl")),
    Kind("switch", "Switch", "logic", "M8 14V9L3 3M8 9l5-6M8 9V2", ("switch", "case", "router")),
    Kind("rule", "Rule", "logic", "M8 1.5 14.5 8 8 14.5 1.5 8z", ("rule", "condition", "ifelse", "filter", "branch")),
    Kind("merge", "Merge", "logic", "M3 2l5 6 5-6M8 8v6", ("merge", "join")),
    Kind("terminate", "Terminate", "end", f"{_RING}M5.8 5.8h4.4v4.4H5.8z", ("terminate", "stop", "exit")),
    Kind("response", "Response", "end", "M6.5 3.5 2 8l4.5 4.5M2 8h7c3 0 5 1.5 5 5", ("response", "respond", "return")),
    Kind("email", "Send email", "action", "M2 3.5h12v9H2zM2 4l6 5 6-5", ("email", "mail", "smtp")),
    Kind("pdf", "PDF", "data", f"{_SHEET}M6 9h5M6 11.5h3", ("pdf",)),
    Kind("csv", "CSV / Excel", "data", f"{_SHEET}M6 8h4.5v4H6zM6 10h4.5M8.2 8v4", ("csv", "excel", "xlsx", "sheet")),
    Kind("mapper", "Data mapper", "data", "M2 4h4l4 8h4M2 12h4l4-8h4", ("mapper", "mapping")),
    Kind("transform", "Transform", "data", "M3 5h9M9.5 2.5 12 5 9.5 7.5M13 11H4M6.5 8.5 4 11l2.5 2.5",
         ("transform", "format", "convert")),
    Kind("reference", "Data reference", "data",
         "M6.5 9.5l3-3M7 4.5l1.5-1.5a3 3 0 0 1 4.5 4.5L11.5 9M9 11.5 7.5 13A3 3 0 0 1 3 8.5L4.5 7",
         ("reference", "dataref", "variable")),
    Kind("table", "Table", "data", "M2 3h12v10H2zM2 7h12M6.5 3v10", ("table", "datastore", "database")),
    Kind("file", "File", "data", _SHEET, ("file", "document", "attachment")),
    Kind("http", "HTTP request", "action", f"{_RING}M2 8h12M8 2c-4 4-4 8 0 12 4-4 4-8 0-12", ("http", "request", "rest")),
    Kind("function", "Function", "code", "M11.5 3c-3-1-3.5 1-4 4S6.5 14 3.5 13M5 7h5", ("function", "lambda")),
    Kind("log", "Log", "data", "M3 4h10M3 8h10M3 12h6", ("log",)),
    Kind("start", "Start", "trigger", "M9 1.5 3.5 9H8l-1 5.5L12.5 7H8z",
         ("start", "trigger", "webhook", "schedule", "cron")),
    Kind("action", "Action", "action", "M5.5 2v4M10.5 2v4M3.5 6h9v2a4.5 4.5 0 0 1-9 0zM8 12.5V15",
         ("action", "app", "connector", "integration")),
)  # fmt: skip
_EXACT = {
    "if": "rule", "else": "rule", "try": "try", "end": "terminate", "ai": "agent", "for": "loop", "map": "mapper",
    "custom": "code", "api": "http", "workflow": "subflow", "terminate": "terminate",
}  # fmt: skip
_BY_KEY = {kind.key: kind for kind in _KINDS}
_NOISE = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=512)
def kind_of(type_: str) -> Kind:
    """The kind of a type string, however it is spelt; a neutral one for types nobody has heard of."""
    # Refold documents only "start", "action" and "ai_code_executor", so words inside the string decide.
    plain = _NOISE.sub("", type_[:80].lower())
    if plain in _EXACT:
        return _BY_KEY[_EXACT[plain]]
    for kind in _KINDS:
        if kind.key == plain:
            return kind
    for kind in _KINDS:
        if any(word in plain for word in kind.words):
            return kind
    return UNKNOWN
