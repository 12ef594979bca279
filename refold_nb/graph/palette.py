"""Colours, light and dark, and the style sheet that travels inside every picture."""

Pair = tuple[str, str]

INK: Pair = ("#223", "#eef")
QUIET: Pair = ("#566", "#abc")
PAPER: Pair = ("#fcfcfd", "#17181b")
CARD: Pair = ("#fff", "#222")
RULE: Pair = ("#ccd", "#556")
WIRE: Pair = ("#778", "#889")
FAMILIES: dict[str, Pair] = {
    "trigger": ("#174", "#7d9"),
    "action": ("#15b", "#8bf"),
    "code": ("#64c", "#baf"),
    "logic": ("#850", "#eb6"),
    "loop": ("#066", "#6dc"),
    "data": ("#457", "#abd"),
    "wait": ("#a26", "#f9b"),
    "end": ("#b22", "#fa9"),
    "other": ("#556", "#bbc"),
}
TONES: dict[str, Pair] = {
    "good": FAMILIES["trigger"],
    "bad": FAMILIES["end"],
    "warn": FAMILIES["logic"],
    "faint": QUIET,
}


def paint(name: str, pair: Pair) -> str:
    """A declaration for both themes; viewers that know only one colour keep the light one."""
    return f"{name}:{pair[0]};{name}:light-dark({pair[0]},{pair[1]})"


def style(families: list[str], tones: list[str], *, edges: bool, frames: bool, labels: bool) -> str:
    """The rules that one picture needs, and no others."""
    rules = [
        "svg:root{color-scheme:light dark}",
        f"text{{font:13px system-ui,sans-serif;{paint('fill', INK)}}}",
        f".w,.l{{font-size:11px;stroke:none;{paint('fill', QUIET)}}}",
        f".p{{{paint('fill', PAPER)}}}",
        f".n rect{{{paint('fill', CARD)};{paint('stroke', RULE)};rx:8px}}",
        "use{fill:none;stroke:currentColor;stroke-width:1.4;stroke-linecap:round}",
        ".t{fill:currentColor;fill-opacity:.13;stroke:none}",
    ]
    if edges:
        rules.append(
            f".e{{fill:none;{paint('stroke', WIRE)};stroke-width:1.5}}.e path{{marker-end:url(#h)}}"
            f"#h path{{{paint('fill', WIRE)};fill:context-stroke;stroke:none}}.b{{stroke-dasharray:5 4}}"
        )
    if labels:
        rules.append(f".l{{{paint('stroke', PAPER)};stroke-width:4;paint-order:stroke;text-anchor:middle}}")
    if frames:
        loop = FAMILIES["loop"]
        rules.append(
            f".f{{{paint('fill', loop)};{paint('stroke', loop)};fill-opacity:.05;stroke-dasharray:2 4}}"
        )
    rules += [f".{family}{{{paint('color', FAMILIES[family])}}}" for family in families]
    for tone in tones:
        rules.append(f".n .{tone}>rect,.e .{tone}{{{paint('stroke', TONES[tone])};stroke-width:2.2}}")
        rules.append(f".{tone} .m,.l.{tone}{{{paint('fill', TONES[tone])}}}")
        if tone == "faint":
            rules.append(".n .faint>rect,.e .faint{stroke-width:1.2;stroke-dasharray:3 3}")
    rules.append(
        "@media(forced-colors:active){text{fill:CanvasText!important}.p,.n rect{fill:Canvas}.l{stroke:Canvas}"
        ".n rect,.e,.e path,.f,use{stroke:CanvasText!important}.f{fill:none}#h path{fill:CanvasText}}"
        "@media print{svg:root{color-scheme:light}}"
    )
    return "".join(rules)
