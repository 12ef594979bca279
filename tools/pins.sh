#!/usr/bin/env bash
# Resolves the exact versions of the Binder demo anew: what the project needs at run time, for Binder's Python.
# JupyterLab and the kernel come with Binder's own image.
set -euo pipefail
cd "$(dirname "$0")/.."
{
  echo "# Exact versions for the Binder demo; made by \`make pins\`."
  .venv/bin/python -m uv pip compile --quiet --upgrade --python-platform linux --python-version "$(sed s/python-// binder/runtime.txt)" \
    --no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml
} >binder/requirements.new
mv binder/requirements.new binder/requirements.txt
