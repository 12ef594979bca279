"""Kinds of step: for every `type` string a word, a glyph and a family of colour."""

import re
from dataclasses import dataclass
from functools import lru_cache

from refold_nb.graph.glyphs import GLYPHS


@dataclass(frozen=True, slots=True)
class Kind:
    """What a type of node is called and how it is drawn."""

    key: str
    """Short name, the same for every spelling of the type."""
    word: str
    """For people: "Switch", "Wait for webhook"."""
    family: str
    """`trigger`, `action`, `code`, `logic`, `loop`, `data`, `wait`, `end` or `other`: its tint."""
    told_by: str = ""
    """Parts of a type string that tell this kind, with spaces between them."""

    @property
    def glyph(self) -> str:
        """Path data of its line drawing, 16 by 16."""
        return GLYPHS[self.key]

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


UNKNOWN = Kind("other", "Step", "other")
FOLDED = Kind("folded", "Folded", "other")

# The first kind with a word inside the type wins: the particular stand before the general.
_KINDS = (
    Kind("dlq", "Dead-letter queue", "end", "dlq deadletter"),
    Kind("human", "Human task", "wait", "human approval manual"),
    Kind("wait", "Wait for webhook", "wait", "waitfor waitwebhook"),
    Kind("delay", "Delay", "wait", "delay sleep wait pause"),
    Kind("agent", "AI agent", "code", "agent llm prompt"),
    Kind("code", "Code", "code", "code script javascript python"),
    Kind("loop", "Loop", "loop", "loop foreach iterat repeat while"),
    Kind("group", "Group", "loop", "group"),
    Kind("subflow", "Sub-flow", "action", "subflow subworkflow childworkflow callworkflow executeworkflow"),
    Kind("try", "Try / catch", "logic", "trycatch catch errorhandl"),
    Kind("switch", "Switch", "logic", "switch case router"),
    Kind("rule", "Rule", "logic", "rule condition ifelse filter branch"),
    Kind("merge", "Merge", "logic", "merge join"),
    Kind("terminate", "Terminate", "end", "terminate stop exit"),
    Kind("response", "Response", "end", "response respond return"),
    Kind("email", "Send email", "action", "email mail smtp"),
    Kind("pdf", "PDF", "data", "pdf"),
    Kind("csv", "CSV / Excel", "data", "csv excel xlsx sheet"),
    Kind("mapper", "Data mapper", "data", "mapper mapping"),
    Kind("transform", "Transform", "data", "transform format convert"),
    Kind("reference", "Data reference", "data", "reference dataref variable"),
    Kind("table", "Table", "data", "table datastore database"),
    Kind("file", "File", "data", "file document attachment"),
    Kind("http", "HTTP request", "action", "http request rest"),
    Kind("function", "Function", "code", "function lambda"),
    Kind("log", "Log", "data", "log logger logging"),
    Kind("start", "Start", "trigger", "start trigger webhook schedule cron"),
    Kind("action", "Action", "action", "action app application connector integration"),
)
_EXACT = {
    "if": "rule", "else": "rule", "try": "try", "end": "terminate", "ai": "agent", "for": "loop",
    "map": "mapper", "custom": "code", "api": "http", "workflow": "subflow",
}  # fmt: skip
_BY_KEY = {kind.key: kind for kind in _KINDS}
_TOKEN = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_VOWEL = re.compile("[aeiou]")


@lru_cache(maxsize=512)
def kind_of(type_: str) -> Kind:
    """The kind of a type string, however it is spelt; a neutral one for types nobody has heard of."""
    # Refold documents only "start", "action" and "ai_code_executor", so words inside the string decide.
    tokens = [one.lower() for one in _TOKEN.findall(type_[:80])]
    plain = "".join(tokens)
    if plain in _EXACT:
        return _BY_KEY[_EXACT[plain]]
    for kind in _KINDS:
        if kind.key == plain:
            return kind
    for kind in _KINDS:
        if any(_tells(word, tokens, plain) for word in kind.told_by.split()):
            return kind
    return UNKNOWN


def _tells(word: str, tokens: list[str], plain: str) -> bool:
    """Whether a word is in a type as a word: "log" is not in "catalog", nor "script" in "subscription"."""
    if len(word) >= 7:
        return word in plain
    if len(word) >= 5:
        return any(one.startswith(word) or one.endswith(word) for one in (*tokens, plain))
    # An abbreviation without a vowel begins no other word.
    return any(one in (word, f"{word}s") for one in tokens) or (
        not _VOWEL.search(word) and any(one.startswith(word) for one in tokens)
    )
