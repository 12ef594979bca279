"""What looks like a secret is not in an output unless it is asked for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from refold_nb.graph import WorkflowGraph
from refold_nb.graph.redact import hides, publishable
from tests.unit.graph.builders import node

SECRET = "s3cr3t-Value-91"
HOLDERS: list[dict[str, Any]] = [
    {"password": SECRET},
    {"apiKey": SECRET},
    {"api_key": SECRET},
    {"x-api-key": SECRET},
    {"accessToken": SECRET},
    {"client_secret": SECRET},
    {"headers": {"X-Custom": SECRET}},
    {"headers": [{"key": "X-Custom", "value": SECRET}]},
    {"body": {"name": SECRET}},
    {"request": {"Body": SECRET}},
    {"config": {"auth": {"user": SECRET}}},
    {"steps": [{"credentials": SECRET}]},
    {"url": f"https://example.com/hook?key={SECRET}"},
    {"url": f"https://user:{SECRET}@example.com/"},
    {"note": f"Bearer {SECRET}"},
    {"code": f"curl -H 'Authorization: Bearer {SECRET}'"},
    {"latest_output": SECRET},
    {"payload": [SECRET]},
    {"cookie": SECRET},
    {"privateKey": SECRET},
    {"Authorization": SECRET},
    {"proxy_authorization": SECRET},
    {"pass": SECRET},
    {"passcode": SECRET},
    {"keys": [SECRET]},
    {"connectionString": SECRET},
    {"params": [{"name": "api_key", "value": SECRET}]},
    {"fields": {"label": "Password", "value": SECRET}},
    {"params": [["x-api-key", SECRET]]},
    {"config": json.dumps({"password": SECRET})},
    {"config": json.dumps({"inner": json.dumps({"headers": {"X": SECRET}})})},
    {"config": "with " + json.dumps({"body": {"password": SECRET}})},
    {"config": json.dumps({"padding": "x" * 60_000, "token": SECRET})},
    {"text": f"grant_type=x&client_secret={SECRET}&scope=y"},
    {"url": f"https://example.com/#access_token={SECRET}"},
    {"text": f"password: {SECRET}"},
    {"text": f"Cookie: a=1; sid={SECRET}"},
    {"text": f"Authorization: Digest username={SECRET}"},
    {"code": f"const apiKey = '{SECRET}';"},
    {"code": f"headers = {{'X-Custom': '{SECRET}'}}"},
    {"code": f"curl -u me:{SECRET} https://example.com"},
    {"xml": f"<password>{SECRET}</password>"},
    {"dsn": f"Server=x;Password={SECRET};"},
    {"url": f"postgres://me:{SECRET}/more@host/db"},
    {"note": f"send bearer {SECRET} with it"},
]


@pytest.mark.parametrize("data", HOLDERS)
def test_secrets_stay_out_of_every_output(data: dict[str, Any]) -> None:
    drawn = WorkflowGraph.from_dict({"nodes": [node("1", "start"), node("2", "http_request", data=data)]})
    other = WorkflowGraph.from_dict({"nodes": [node("1", "start"), node("2", "http_request", data={"x": 1})]})
    turned = json.loads(json.dumps(data).replace(SECRET, f"{SECRET}-turned"))
    rotated = WorkflowGraph.from_dict({"nodes": [node("1", "start"), node("2", "http_request", data=turned)]})
    diff = drawn.diff(other)
    rotation = drawn.diff(rotated)
    assert rotation.changed == ["2"]
    for text in (
        rotation.to_html(),
        rotation.to_frame().to_string(max_colwidth=None),
        drawn.overlay({"nodes": [{"node_id": "2", "node_status": "Success", **data}]}).to_html(),
        str(drawn.lint()),
        drawn.to_html(),
        drawn.to_svg(),
        drawn.outline(),
        drawn.to_mermaid(),
        drawn.to_dot(),
        diff.to_html(),
        diff.outline(),
        diff.to_frame().to_string(max_colwidth=None),
        drawn.to_frame().to_string(),
        repr(drawn),
        str(diff.changes()),
    ):
        assert SECRET not in text
    if len(str(data)) < 4_000:
        assert SECRET in drawn.to_html(show_data=True)


@pytest.mark.parametrize(
    "more",
    [
        {"triggers": [{"application": "hook", "event": "?key=s3cr3t"}]},
        {"triggers": [{"application": "Bearer s3cr3t", "event": "x"}]},
        {"trigger_cron": "token=s3cr3t"},
        {"type": "action", "application": {"name": "Bearer s3cr3t"}},
    ],
)
def test_the_second_line_of_a_box_holds_no_secret(more: dict[str, Any]) -> None:
    drawn = WorkflowGraph.from_dict({"nodes": [node("1", "start") | more]})
    assert "s3cr3t" not in drawn.to_svg() + drawn.to_html() + drawn.outline()


@pytest.mark.parametrize(
    "text",
    [
        "eyJhbGciOiJIUzI1NiJ9.eyJvcmdfaWQiOiIxIn0.abc",
        "tk_live_0123456789abcdef",
        "sk-0123456789abcdef",
        "0123456789abcdef0123456789abcdef",
        "AKIAIOSFODNN7EXAMPLE",
        "AIzaSyA-234567890abcdefghijklmnopqrstu",
        "hooks.slack.com/services/T00000000/B00000000/abcdefgh",
        "bG9uZ1JhbmRvbTEyMw9x",
        "-----BEGIN PRIVATE KEY-----\nabc",
    ],
)
def test_secrets_are_known_by_their_looks_too(text: str) -> None:
    assert text not in publishable({"value": f"it is {text}"}, show_data=False, length=500)


@pytest.mark.parametrize(
    "key",
    [
        "name",
        "url",
        "method",
        "monkey",
        "keyboard",
        "design",
        "author",
        "authorId",
        "limit",
        "subject",
        "passenger",
    ],
)
def test_harmless_keys_are_shown(key: str) -> None:
    assert not hides(key)


def test_fields_are_shown_with_plain_values() -> None:
    drawn = WorkflowGraph.from_dict({"nodes": [node("1", "start", data={"method": "GET", "limit": 50})]})
    assert "{method: GET, limit: 50}" in drawn.to_html()


@pytest.mark.parametrize(
    "text",
    [
        "contact.updated",
        "https://api.example.com/v3/contacts",
        "Status: open, owner = Ann",
        "6a31545ed0aeb8165beb9a43",
        "{not json}",
        "refresh the token every hour",
    ],
)
def test_harmless_texts_are_shown(text: str) -> None:
    assert publishable({"text": text}, show_data=False, length=500) == f"{{text: {text}}}"


def test_length_is_kept_whatever_comes() -> None:
    deep: Any = "end"
    for _ in range(3_000):
        deep = [deep]
    for value in (
        "x" * 10**6,
        list(range(10**5)),
        {str(at): at for at in range(10**4)},
        deep,
        10**5000,
        object(),
    ):
        assert len(publishable(value, show_data=False, length=80)) <= 80
