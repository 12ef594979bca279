#!/usr/bin/env bash
# Installs Debian packages as root, or where sudo asks for no password; otherwise says what to type.
set -euo pipefail

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

apt() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y "$@"; }

echo "Installing from Debian: $*" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { apt update && apt install --no-install-recommends "$@"; } </dev/null >"$log" 2>&1; then
  tail -n 5 "$log" >&2
  echo "Needed and not installed: $* (above: why). Type this, then run make again:" >&2
  echo "  sudo apt-get update && sudo apt-get install --no-install-recommends $*" >&2
  exit 1
fi
