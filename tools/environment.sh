#!/usr/bin/env bash
# Makes .venv with this project and one of its extras (lab or dev); returns at once when it is there already.
# Set PYTHON to choose the interpreter.
set -euo pipefail
cd "$(dirname "$0")/.."
extra=${1:?usage: tools/environment.sh lab|dev}
venv=.venv
unset PYTHONHOME PYTHONPATH
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore PIP_USER=0 PIP_NO_INPUT=1
if ! mkdir -p "${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}" 2>/dev/null; then export PIP_NO_CACHE_DIR=1 UV_NO_CACHE=1; fi

say() { printf '%s\n' "$*" >&2; }

find_python() {
  local candidate
  for candidate in ${PYTHON:+"$PYTHON"} python3 python3.11 python3.12 python3.13; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  say "Python 3.11 or newer was not found. On Debian 12:  sudo apt-get install python3 python3-venv"
  say "Elsewhere install it, then name it:  PYTHON=/path/to/python3.12 make lab"
  return 1
}

# What the environment was made from. The folder is part of it because a venv doesn't survive being moved.
fingerprint() { { pwd -P; "$venv/bin/python" -VV; cat pyproject.toml tools/environment.sh; } 2>/dev/null | sha256sum; }

ready() {
  local stamp
  "$venv/bin/python" -c 'from importlib.metadata import version as v; v("refold-nb"), v("jupyterlab")' 2>/dev/null || return 1
  for stamp in "$venv/ready-$extra" "$venv/ready-dev"; do
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(fingerprint)" ]; then return 0; fi
  done
  return 1
}

make_venv() {
  local python=$1
  "$python" -m venv --clear "$venv" >/dev/null 2>&1 && return
  # Debian keeps ensurepip in a package of its own; pip, where it is there, can do without.
  if "$python" -m venv --clear --without-pip "$venv" && "$python" -m pip --python "$venv/bin/python" install -q pip; then
    return
  fi >/dev/null 2>&1
  rm -rf "$venv"
  tools/debian.sh "$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
  "$python" -m venv --clear "$venv"
}

# uv does in seconds what takes pip a minute, but reads none of pip's settings: it is told the index, and pip stands in.
install() {
  local pip=("$venv/bin/python" -m pip --quiet) index
  index=${PIP_INDEX_URL:-$("${pip[@]}" config get global.index-url 2>/dev/null || true)}
  if "${pip[@]}" install uv >/dev/null 2>&1 &&
    env ${index:+UV_DEFAULT_INDEX="$index"} "$venv/bin/python" -m uv pip install --quiet \
      --python "$venv/bin/python" --editable ".[$extra]" 2>/dev/null; then
    return
  fi
  say "(uv could not do it; pip takes a minute or two)"
  "${pip[@]}" install --editable ".[$extra]" && return
  say "The packages could not be installed (above: why). If this machine reaches its package index through"
  say "a proxy or a mirror, set HTTPS_PROXY or PIP_INDEX_URL and run make again."
  return 1
}

ready && exit 0
python=$(find_python)
say "Setting up $venv for '$extra'; this is done once …"
# What was made elsewhere, or only half, is made again; what only lacks packages is kept.
if [ "$(cat "$venv/made-in" 2>/dev/null)" != "$(pwd -P)" ] || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
  make_venv "$python"
  pwd -P >"$venv/made-in"
fi
install
fingerprint >"$venv/ready-$extra"
