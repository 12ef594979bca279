"""The one place that calls go to."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from .credentials import DEFAULT_BASE_URL, from_environment
from .errors import InvalidRequest


def find_base_url(base_url: str | None) -> tuple[str, str]:
    """Return the base URL to use, checked, and where it came from.

    Raises:
        InvalidRequest: it is no http(s) URL, carries credentials, or is plain http to another machine.
    """
    if base_url is not None and not isinstance(base_url, str):
        raise InvalidRequest(f"base_url is text, not {type(base_url).__name__}.", field="base_url")
    source = "argument" if base_url else "environment" if from_environment("base_url") else "default"
    url = (base_url or from_environment("base_url") or DEFAULT_BASE_URL).strip().rstrip("/")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.scheme not in {"http", "https"} or not host or any(char <= " " for char in url):
        raise InvalidRequest(
            f"{url[:200]!r} is no base URL. It looks like {DEFAULT_BASE_URL}.", field="base_url"
        )
    if parts.username is not None or parts.password is not None:
        raise InvalidRequest("The base URL must not carry a user name or password.", field="base_url")
    if parts.query or parts.fragment:
        raise InvalidRequest(
            "The base URL must end with the host or a path, with no ? or #.", field="base_url"
        )
    if parts.scheme == "http" and not is_loopback(host):
        raise InvalidRequest(
            f"Plain http:// to {host} would show the key to everyone on the way. Use https://"
            " (http:// is for this machine only, such as http://127.0.0.1:8000).",
            field="base_url",
        )
    return url, source


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
