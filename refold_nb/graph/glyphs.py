"""Line drawings of the kinds of step: SVG path data, 16 by 16."""

_RING = "M8 2a6 6 0 1 0 0 12A6 6 0 1 0 8 2z"
_SHEET = "M4 1.5h5l3.5 3.5v9.5H4zM9 1.5V5h3.5"

GLYPHS = {
    "dlq": "M2 9h3.5l1 2h3l1-2H14M2 9l2-6h8l2 6v4.5H2z",
    "human": "M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 14.5c.5-3.5 2.5-5 5.5-5s5 1.5 5.5 5",
    "wait": "M4 2h8M4 14h8M5 2c0 4 3 4.5 3 6s-3 2-3 6M11 2c0 4-3 4.5-3 6s3 2 3 6",
    "delay": f"{_RING}M8 4.5V8l2.5 1.5",
    "agent": "M8 1.5 9.7 6.3 14.5 8 9.7 9.7 8 14.5 6.3 9.7 1.5 8 6.3 6.3z",
    "code": "M5.5 4 1.5 8l4 4M10.5 4l4 4-4 4",
    "loop": "M13 8a5 5 0 1 1-1.5-3.5M12 1.5v3.2H8.8",
    "group": "M2.5 5V2.5H5M11 2.5h2.5V5M13.5 11v2.5H11M5 13.5H2.5V11M6 6h4v4H6z",
    "subflow": "M2 2h5v4H2zM9 10h5v4H9zM4.5 6v6H9",
    "try": "M8 1.5 13.5 4v4c0 3.5-2.5 5.5-5.5 6.5C5 13.5 2.5 11.5 2.5 8V4z",
    "switch": "M8 14V9L3 3M8 9l5-6M8 9V2",
    "rule": "M8 1.5 14.5 8 8 14.5 1.5 8z",
    "merge": "M3 2l5 6 5-6M8 8v6",
    "terminate": f"{_RING}M5.8 5.8h4.4v4.4H5.8z",
    "response": "M6.5 3.5 2 8l4.5 4.5M2 8h7c3 0 5 1.5 5 5",
    "email": "M2 3.5h12v9H2zM2 4l6 5 6-5",
    "pdf": f"{_SHEET}M6 9h5M6 11.5h3",
    "csv": f"{_SHEET}M6 8h4.5v4H6zM6 10h4.5M8.2 8v4",
    "mapper": "M2 4h4l4 8h4M2 12h4l4-8h4",
    "transform": "M3 5h9M9.5 2.5 12 5 9.5 7.5M13 11H4M6.5 8.5 4 11l2.5 2.5",
    "reference": "M6.5 9.5l3-3M7 4.5l1.5-1.5a3 3 0 0 1 4.5 4.5L11.5 9M9 11.5 7.5 13A3 3 0 0 1 3 8.5L4.5 7",
    "table": "M2 3h12v10H2zM2 7h12M6.5 3v10",
    "file": _SHEET,
    "http": f"{_RING}M2 8h12M8 2c-4 4-4 8 0 12 4-4 4-8 0-12",
    "function": "M11.5 3c-3-1-3.5 1-4 4S6.5 14 3.5 13M5 7h5",
    "log": "M3 4h10M3 8h10M3 12h6",
    "start": "M9 1.5 3.5 9H8l-1 5.5L12.5 7H8z",
    "action": "M5.5 2v4M10.5 2v4M3.5 6h9v2a4.5 4.5 0 0 1-9 0zM8 12.5V15",
    "other": f"{_RING}M8 7v2",
    "folded": "M3 5l5-3 5 3-5 3zM3 8l5 3 5-3M3 11l5 3 5-3",
}
