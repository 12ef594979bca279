"""For your own tests: is a notebook free of a secret?"""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from .api.secret import Secret

if TYPE_CHECKING:
    import os

_SHORTEST = 8
_DEPTH = 3
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")


def assert_no_secret(
    path_or_notebook: str | os.PathLike[str] | Mapping[str, Any], secret: str | Secret
) -> None:
    """Check that a secret is nowhere in a notebook: not in its cells, outputs, widgets' state or metadata.

    It is looked for as it is, in any case of letters, reversed, as JSON, HTML, URLs, hexadecimal and base64
    write it, and inside embedded base64 data such as images, compressed or not.

    Args:
        path_or_notebook: a file of any kind (an ``.ipynb``, with its checkpoint; an HTML page), a folder with
            all that is in it, or a notebook as a mapping, such as nbformat's.
        secret: at least 8 characters.

    Raises:
        AssertionError: it was found; the message says where and how written, and does not repeat it.
        ValueError: the secret is too short to be told from other text.
        FileNotFoundError: there is nothing at that path.
    """
    plain = secret.reveal() if isinstance(secret, Secret) else secret
    if len(plain) < _SHORTEST:
        raise ValueError(f"A secret has at least {_SHORTEST} characters; this one has {len(plain)}.")
    needles = _needles(plain)
    found = [
        f"{place}: {how}"
        for place, text in _texts(path_or_notebook)
        if (how := _find(text, needles, _DEPTH)) is not None
    ]
    if found:
        raise AssertionError("The secret was found in " + "; ".join(found) + ".")


def _texts(what: str | os.PathLike[str] | Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if isinstance(what, Mapping):
        yield "the notebook", json.dumps(what, ensure_ascii=False, default=str)
        return
    path = Path(what)
    if not path.exists():
        raise FileNotFoundError(f"There is no file or folder {path}.")
    checkpoint = path.parent / ".ipynb_checkpoints" / f"{path.stem}-checkpoint{path.suffix}"
    files = path.rglob("*") if path.is_dir() else (path, checkpoint)
    for file in files:
        if file.is_file():
            # Every byte becomes a character: nothing is skipped because it is no text.
            yield str(file), _bytes_of(file).decode("latin-1")


def _bytes_of(file: Path) -> bytes:
    """Read a file; one of an open SQLite database in a process of its own.

    Closing such a file here would drop the locks of this process's connections to it (POSIX keeps them by process), and
    another process could then delete the log that they write to.
    """
    if not (file.name.endswith(("-wal", "-shm")) or Path(f"{file}-wal").exists()):
        return file.read_bytes()
    read = "import pathlib, sys; sys.stdout.buffer.write(pathlib.Path(sys.argv[1]).read_bytes())"
    command = [sys.executable, "-I", "-c", read, str(file)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout  # noqa: S603 - our own words


def _needles(plain: str) -> dict[str, list[str]]:
    raw = plain.encode()
    words = [_unescaped(plain), _unescaped(raw.decode("latin-1"))]
    return {
        "as text": words,
        "reversed": [word[::-1] for word in words],
        "in hexadecimal": [raw.hex()],
        "in base64": _base64_cores(raw),
    }


def _base64_cores(raw: bytes) -> list[str]:
    """Return what base64 makes of ``raw`` wherever it begins: its ends depend on neighbours."""
    cores = []
    for shift in range(3):
        core = raw[(3 - shift) % 3 :]
        core = core[: len(core) - len(core) % 3]
        cores += [base64.b64encode(core).decode(), base64.urlsafe_b64encode(core).decode()]
    return cores


def _unescaped(text: str) -> str:
    """Take JSON's, HTML's and URLs' escapes away, however often they were laid over each other."""
    ascii_codes = re.sub(r"\\+u00([0-7][0-9a-fA-F])", lambda code: chr(int(code[1], 16)), text)
    return unquote(html.unescape(ascii_codes.replace("\\", ""))).casefold()


def _find(text: str, needles: dict[str, list[str]], depth: int) -> str | None:
    words = _unescaped(text)
    for how, forms in needles.items():
        if any(form in (text if how == "in base64" else words) for form in forms):
            return how
    if depth > 0:
        for blob in _BASE64.findall(text):
            for inside in _decoded(blob):
                if (within := _find(inside, needles, depth - 1)) is not None:
                    return f"{within}, inside base64 data"
    return None


def _decoded(blob: str) -> Iterator[str]:
    try:
        data = base64.b64decode(blob.translate(str.maketrans("-_", "+/")) + "=" * (-len(blob) % 4))
    except (ValueError, binascii.Error):
        return
    yield data.decode("latin-1")
    for bits in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):
        try:
            yield zlib.decompressobj(bits).decompress(data, 10_000_000).decode("latin-1")
        except zlib.error:
            continue
