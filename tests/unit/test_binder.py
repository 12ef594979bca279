"""The Binder demo's files say what repo2docker expects, and its pins fit the project."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
BINDER = ROOT / "binder"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def pins() -> dict[str, str]:
    lines = (BINDER / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if not line.startswith("#"))


def test_every_line_is_one_exact_version() -> None:
    for name, version in pins().items():
        assert re.fullmatch(r"[a-z0-9._-]+", name)
        assert re.fullmatch(r"[0-9][0-9a-z.+]*", version)


@pytest.mark.parametrize("dependency", PROJECT["dependencies"])
def test_the_pins_hold_every_dependency(dependency: str) -> None:
    wanted = Requirement(dependency)
    pinned = {canonicalize_name(name): version for name, version in pins().items()}
    assert wanted.specifier.contains(pinned[canonicalize_name(wanted.name)])


def test_python_is_one_that_the_project_supports() -> None:
    # repo2docker takes major.minor only: a third number fails there.
    version = re.fullmatch(r"python-(3\.\d+)\n", (BINDER / "runtime.txt").read_text())
    assert version
    assert Requirement(f"python{PROJECT['requires-python']}").specifier.contains(version.group(1))


def test_post_build_can_be_run_and_installs_the_project_alone() -> None:
    script = BINDER / "postBuild"
    assert os.access(script, os.X_OK)
    assert script.read_text().startswith("#!/bin/bash\n")
    assert "--no-deps" in script.read_text()
