"""Colours, light and dark, and the style sheet that travels inside every picture."""

INK = ("#1d2129", "#eceef2")
QUIET = ("#59606d", "#a9b0bc")
PAPER = ("#fcfcfd", "#17181b")
CARD = ("#ffffff", "#222429")
RULE = ("#c3c8d0", "#4d525c")
WIRE = ("#838b98", "#838a97")
TONES = {"good": ("#1a7f42", "#6fd394"), "bad": ("#b3261e", "#f5a097"), "warn": ("#8f5a00", "#e9bd62")}
FAMILIES = {
    "trigger": (("#dff3e4", "#173a25"), ("#1a7f42", "#6fd394")),
    "action": (("#e2edfc", "#1b2f4d"), ("#1f5fbd", "#8bb9f7")),
    "code": (("#ece6fb", "#33264f"), ("#6b3fc4", "#c0a4f8")),
    "logic": (("#fbeed3", "#43330f"), ("#8f5a00", "#e9bd62")),
    "loop": (("#d8f3f1", "#103b3a"), ("#0f766e", "#63d2c8")),
    "data": (("#e6ebf2", "#2a3340"), ("#44597a", "#a3b8d6")),
    "wait": (("#fbe5ee", "#47203a"), ("#a82760", "#f39abd")),
    "end": (("#fde4e1", "#4a201c"), ("#b3261e", "#f5a097")),
    "other": (("#ebecee", "#33363c"), ("#565c66", "#b4bac4")),
}


def paint(name: str, pair: tuple[str, str]) -> str:
    """A declaration for both themes; viewers that know only one colour keep the light one."""
    return f"{name}:{pair[0]};{name}:light-dark({pair[0]},{pair[1]})"


def style(families: list[str], tones: list[str], *, edges: bool, frames: bool) -> str:
    """The rules that one picture needs, and no others."""
    rules = [
        "svg:root{color-scheme:light dark}",
        f"text{{font:13px system-ui,'Segoe UI',Helvetica,Arial,sans-serif;{paint('fill', INK)}}}",
        f".w{{font-size:11px;{paint('fill', QUIET)}}}",
        f".p{{{paint('fill', PAPER)}}}",
        f".n>rect{{{paint('fill', CARD)};{paint('stroke', RULE)}}}",
        "use{fill:none;stroke-width:1.4;stroke-linecap:round;stroke-linejoin:round}",
    ]
    if edges:
        rules.append(f".e{{fill:none;{paint('stroke', WIRE)};stroke-width:1.5}}#a{{{paint('fill', WIRE)}}}")
        rules.append(
            f".b{{stroke-dasharray:5 4}}.l{{{paint('stroke', PAPER)};stroke-width:4;paint-order:stroke}}"
        )
    if frames:
        fill, line = FAMILIES["loop"]
        rules.append(
            f".f{{{paint('fill', fill)};{paint('stroke', line)};fill-opacity:.3;stroke-dasharray:2 3}}"
        )
    for family in families:
        tile, line = FAMILIES[family]
        rules.append(
            f".{family}{{{paint('stroke', line)}}}.{family} rect{{{paint('fill', tile)};stroke:none}}"
        )
    for tone in tones:
        if tone == "faint":
            rules.append(".faint>rect{stroke-dasharray:4 3}.faint>.e,.e.faint{opacity:.6}")
        else:
            rules.append(
                f".n.{tone}>rect{{{paint('stroke', TONES[tone])};stroke-width:2}}.{tone} .m{{{paint('fill', TONES[tone])}}}"
                f".e.{tone}{{{paint('stroke', TONES[tone])};stroke-width:2.5}}"
            )
    rules.append(
        "@media(forced-colors:active){text{fill:CanvasText}.p,.n>rect,use rect{fill:Canvas}"
        ".n>rect,.e,use{stroke:CanvasText}#a{fill:CanvasText}}"
    )
    rules.append("@media print{svg:root{color-scheme:light}}")
    return "".join(rules)
