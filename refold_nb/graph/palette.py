"""Colours, light and dark, and the style sheet that travels inside every picture."""

Pair = tuple[str, str]

INK: Pair = ("#1d2129", "#eceef2")
QUIET: Pair = ("#59606d", "#a9b0bc")
PAPER: Pair = ("#fcfcfd", "#17181b")
CARD: Pair = ("#ffffff", "#222429")
RULE: Pair = ("#c3c8d0", "#555a65")
WIRE: Pair = ("#838b98", "#8a919e")
FAMILIES: dict[str, Pair] = {
    "trigger": ("#1a7f42", "#6fd394"),
    "action": ("#1f5fbd", "#8bb9f7"),
    "code": ("#6b3fc4", "#c0a4f8"),
    "logic": ("#8f5a00", "#e9bd62"),
    "loop": ("#0f766e", "#63d2c8"),
    "data": ("#44597a", "#a3b8d6"),
    "wait": ("#a82760", "#f39abd"),
    "end": ("#b3261e", "#f5a097"),
    "other": ("#565c66", "#b4bac4"),
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
        f"text{{font:13px system-ui,'Segoe UI',Helvetica,Arial,sans-serif;{paint('fill', INK)}}}",
        f".w{{font-size:11px;stroke:none;{paint('fill', QUIET)}}}",
        f".p{{{paint('fill', PAPER)}}}",
        f".n rect{{{paint('fill', CARD)};{paint('stroke', RULE)}}}",
        "use{fill:none;stroke:currentColor;stroke-width:1.4;stroke-linecap:round;stroke-linejoin:round}"
        ".t{fill:currentColor;fill-opacity:.13;stroke:none}",
    ]
    if edges:
        rules.append(
            f".e{{fill:none;{paint('stroke', WIRE)};stroke-width:1.5}}.e path{{marker-end:url(#h)}}"
            f"#h path{{{paint('fill', WIRE)};stroke:none}}.b{{stroke-dasharray:5 4}}"
        )
    if labels:
        rules.append(f".l{{{paint('stroke', PAPER)};stroke-width:4;paint-order:stroke;text-anchor:middle}}")
    if frames:
        loop = FAMILIES["loop"]
        rules.append(f".f{{{paint('fill', loop)};{paint('stroke', loop)};fill-opacity:.05;stroke-dasharray:2 4}}")
    rules += [f".{family}{{{paint('color', FAMILIES[family])}}}" for family in families]
    for tone in tones:
        rules.append(f".n .{tone}>rect,.e .{tone}{{{paint('stroke', TONES[tone])};stroke-width:2.2}}")
        rules.append(f".{tone} .m{{{paint('fill', TONES[tone])}}}")
        if tone == "faint":
            rules.append(".n .faint>rect,.e .faint{stroke-width:1.2;stroke-dasharray:3 3}")
    rules.append(
        "@media(forced-colors:active){text{fill:CanvasText}.p,.n rect{fill:Canvas}.l{stroke:Canvas}"
        ".n rect,.e,use{stroke:CanvasText}#h path{fill:CanvasText}}"
        "@media print{svg:root{color-scheme:light}}"
    )
    return "".join(rules)
