"""A page of rendered graphs, light and dark side by side: `python -m refold_nb.graph.gallery FOLDER`."""

import sys
from base64 import b64encode
from pathlib import Path
from typing import Any

from refold_nb.graph.graph import WorkflowGraph
from refold_nb.graph.samples import SAMPLES, run_of
from refold_nb.graph.text import escape


def pictures() -> list[tuple[str, str]]:
    """Titles and SVGs, from one node to a folded thousand."""
    found: list[tuple[str, str]] = []
    graphs = {title: WorkflowGraph.from_dict(document) for title, document in SAMPLES.items()}
    for title, graph in graphs.items():
        found.append((title, graph.to_svg()))
    contacts, edited = graphs["A loop over contacts"], graphs["The same, edited"]
    found.append(("To the right", contacts.to_svg(direction="right")))
    found.append(("What changed", contacts.diff(edited).to_svg()))
    found.append(("A run", contacts.overlay(run_of(SAMPLES["A loop over contacts"])).to_svg()))
    found.append(("Two steps around one node", graphs["Eighty steps"].to_svg(focus="40")))
    found.append(("Folded", graphs["Eighty steps"].to_svg(fold=True)))
    return found


def page(shown: list[tuple[str, str]]) -> str:
    """One HTML page with every picture in both themes."""
    rows = []
    for title, svg in shown:
        source = f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
        image = f'<img alt="{escape(title)}" src="{source}">'
        rows.append(
            f"<h2>{escape(title)}</h2><div class=row><div class=light>{image}</div>"
            f"<div class=dark>{image}</div></div>"
        )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Graphs</title><style>'
        "body{font:15px system-ui,sans-serif;margin:0 auto;max-width:1800px;padding:1em}"
        ".row{display:grid;grid-template-columns:1fr 1fr}.row>div{padding:16px;overflow:auto}"
        "img{max-width:100%}"
        ".light{color-scheme:light;background:#fff}.dark{color-scheme:dark;background:#111}"
        f"</style><h1>Graphs, light and dark</h1>{''.join(rows)}</html>\n"
    )


def main(arguments: list[str] | None = None) -> Path:
    """Write `index.html` and every SVG into a folder, `gallery` by default; returns the page's path."""
    given: list[Any] = sys.argv[1:] if arguments is None else arguments
    folder = Path(given[0] if given else "gallery")
    folder.mkdir(parents=True, exist_ok=True)
    shown = pictures()
    for number, (_, svg) in enumerate(shown, 1):
        (folder / f"{number:02}.svg").write_text(svg, encoding="utf-8", newline="\n")
    path = folder / "index.html"
    path.write_text(page(shown), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{len(shown)} graphs, light and dark: {path}\n")
    return path


if __name__ == "__main__":
    main()
