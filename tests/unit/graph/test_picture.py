"""SVG and HTML: well-formed, hostile text kept text, small enough, nothing from elsewhere."""

from __future__ import annotations

import base64
import html
import re
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from refold_nb.graph import WorkflowGraph
from refold_nb.graph.page import script
from refold_nb.graph.palette import CARD, FAMILIES, INK, PAPER, QUIET, TONES
from refold_nb.graph.samples import SAMPLES
from tests.benchmarks.graph_families import series_parallel
from tests.unit.graph.builders import edges, graph, node

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "]]><script>alert(1)</script>",
    "\"quoted\" and 'quoted' & <b>bold</b>",
    "two\nlines\tand a tab",
    "\u202eturned round\u202c",
    "الرسالة العربية",
    "日本語のラベル",
    "👩‍👩‍👧‍👦 family 🎉",
    "control \x00\x08\x1f characters",
    "lone \ud800 surrogate",
    "</details></div><h1>out</h1>",
    "W" * 5_000,
    "&amp; &lt;",
    "",
    "   ",
]


class Tags(HTMLParser):
    """What a browser would see: start tags with attributes, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def hostile(name: str) -> WorkflowGraph:
    nodes = [
        node("1", "start", name),
        node(name or "2", name or "x", name, data={name or "k": name}),
        node("3", "rule", name),
    ]
    pairs = [
        {"source": "1", "target": "3"},
        {"source": "3", "target": "1", "sourceHandle": name, "label": name},
    ]
    return WorkflowGraph.from_dict({"name": name, "nodes": nodes, "edges": pairs})


def image_of(text: str) -> str:
    found = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', text)
    assert found
    return base64.b64decode(found[1]).decode()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_text(name: str) -> None:
    drawn = hostile(name)
    root = ET.fromstring(drawn.to_svg())  # noqa: S314
    allowed = {"svg", "style", "defs", "g", "rect", "path", "text", "marker", "use"}
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= allowed
    assert not [key for one in root.iter() for key in one.attrib if key.startswith("on")]
    tags = Tags(drawn.to_html(show_data=True))
    names = [tag for tag, _ in tags.tags]
    assert set(names) <= {"div", "img", "details", "summary", "ol", "li", "b", "br", "script"}
    assert names.count("img") == names.count("script") == names.count("details") == 1
    assert not [key for _, attributes in tags.tags for key in attributes if key.startswith("on")]
    drawn.outline().encode()


@pytest.mark.parametrize("name", [*HOSTILE, "i" * 40, "한국어 이름입니다 길게", "ÀÉÎÕÜ" * 12])
def test_names_fit_into_their_boxes_or_are_cut(name: str) -> None:
    box = hostile(name).layout().boxes["1"]
    assert 100 <= box[2] <= 240


def test_a_long_name_is_whole_in_the_outline_up_to_eighty_characters() -> None:
    outline = graph("a>b", a="start").outline()
    assert outline.splitlines()[1].strip() == "1. a [Start] → 2"
    assert "W" * 79 + "…" in hostile("W" * 5_000).outline()


def test_the_html_survives_sanitizing() -> None:
    """Image with words, outline in details, inline styles; no ids and no style element."""
    tags = Tags(WorkflowGraph.from_dict(SAMPLES["A loop over contacts"]).to_html())
    image = next(attributes for tag, attributes in tags.tags if tag == "img")
    assert "prod-hubspot-contact-sync" in str(image["alt"])
    assert "13 nodes, 16 edges" in str(image["alt"])
    assert "Contact changed" in str(image["alt"])
    assert not [tag for tag, _ in tags.tags if tag in ("style", "link", "iframe", "svg")]
    assert not [attributes for _, attributes in tags.tags if "id" in attributes]


def test_nothing_is_fetched_from_anywhere() -> None:
    for sample in SAMPLES.values():
        shown = WorkflowGraph.from_dict(sample).to_html()
        for text in (shown, image_of(shown)):
            found = set(re.findall(r"(?:https?:)?//[\w.]+", text))
            assert found <= {"http://www.w3.org", "https://api.example.com"}
        assert "@import" not in shown
        assert "url(" not in image_of(shown).replace("url(#h)", "")


@pytest.mark.parametrize(("count", "limit"), [(1, 4_000), (30, 18_000), (100, 50_000)])
@pytest.mark.parametrize(
    "data", [None, {"url": "https://example.com/" + "x" * 900, "method": "GET", "list": list(range(300))}]
)
def test_sizes(count: int, limit: int, data: Any) -> None:
    document = series_parallel(count, 1)
    for one in document["nodes"]:
        one["data"] = data
    assert len(WorkflowGraph.from_dict(document).to_html().encode()) < limit


def test_the_script_is_at_most_four_kilobytes_and_left_out_where_there_is_nowhere_to_go() -> None:
    assert len(script().encode()) <= 4_096
    assert "<script>" not in graph(a="start").to_html()
    assert graph("a>b", a="start").to_html().count("<script>") == 1
    assert "</" not in script()


def test_the_bundle_is_html_and_text_and_nothing_else() -> None:
    for drawn in (graph("a>b"), graph("a>b").diff(graph("a>c")), graph("a>b").overlay({"nodes": []})):
        assert set(drawn._repr_mimebundle_(include=None, exclude=None)) == {"text/html", "text/plain"}


def test_the_same_graph_twice_on_one_page_is_the_same_bytes() -> None:
    assert graph("a>b", "b>c").to_html() == graph("a>b", "b>c").to_html()


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
        parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1])
def test_text_has_the_contrast_that_wcag_asks_for(theme: int) -> None:
    for text in (INK, QUIET, *TONES.values()):
        for ground in (CARD, PAPER):
            assert contrast(text[theme], ground[theme]) >= 4.5
    for line in FAMILIES.values():
        assert contrast(line[theme], CARD[theme]) >= 3


def test_light_dark_high_contrast_and_print_are_all_in_the_picture() -> None:
    drawn = graph("a>b").to_svg()
    assert "svg:root{color-scheme:light dark}" in drawn
    assert "light-dark(" in drawn
    assert "@media(forced-colors:active)" in drawn
    assert "@media print" in drawn


def test_the_start_says_its_trigger() -> None:
    trigger = node("1", "start", triggers=[{"application": {"name": "HubSpot"}, "event": "contact.created"}])
    assert "On HubSpot contact.created" in WorkflowGraph.from_dict({"nodes": [trigger]}).outline()
    cron = node("1", "start", trigger_cron="0 3 * * *")
    assert "Cron 0 3 * * *" in WorkflowGraph.from_dict({"nodes": [cron]}).outline()


def test_conditions_show_the_names_of_their_ways_out_and_plain_steps_do_not() -> None:
    drawn = graph("a>r:bottom", "r>b:yes", "r>c:no", a="start", r="rule")
    texts = [one.text for one in ET.fromstring(drawn.to_svg()).iter(f"{SVG}text")]  # noqa: S314
    assert {"yes", "no"} <= set(texts)
    assert "bottom" not in texts


def test_every_kind_has_a_word_and_a_glyph_of_its_own_and_unknown_types_a_neutral_one() -> None:
    kinds = {one["type"]: one for one in SAMPLES["Every kind of step"]["nodes"]}
    found = {type_: WorkflowGraph.from_dict({"nodes": [node("1", type_)]}).nodes["1"].kind for type_ in kinds}
    words = [kind.word for kind in found.values()]
    assert len(set(words)) == len(words)
    assert found["something_new"].word == "Step"
    assert len({kind.glyph for kind in found.values()}) == len(words)


@pytest.mark.parametrize(
    ("type_", "key"),
    [
        ("if_else", "rule"),
        ("switchCase", "switch"),
        ("ai_code_executor", "code"),
        ("http", "http"),
        ("forEach", "loop"),
        ("TRY_CATCH", "try"),
        ("waitForWebhook", "wait"),
        ("sendEmail", "email"),
        ("sub-flow", "subflow"),
        ("httpCall", "http"),
        ("HTTPRequest", "http"),
        ("LOG", "log"),
        ("pdfGenerator", "pdf"),
        ("spreadsheet", "csv"),
        ("datamapper", "mapper"),
        ("loopOverItems", "loop"),
        ("SUB_FLOW", "subflow"),
        ("catalog", "other"),
        ("login", "other"),
        ("blog_post", "other"),
        ("user_profile", "other"),
        ("subscription", "other"),
        ("description", "other"),
        ("barcode", "other"),
        ("wrapper", "other"),
        ("informational", "other"),
        ("🎉", "other"),
        ("", "other"),
    ],
)
def test_types_are_known_however_they_are_spelt(type_: str, key: str) -> None:
    assert WorkflowGraph.from_dict({"nodes": [node("1", type_)]}).nodes["1"].kind.key == key


def test_problems_are_shown_on_the_page() -> None:
    drawn = WorkflowGraph.from_dict({"nodes": [node("a")], "edges": edges("a>zzz")})
    assert "“zzz”" in html.unescape(drawn.to_html())
