#!/usr/bin/env bash
# The programs that the tests drive and pip can't install: Chromium with a font, curl, Graphviz, PostgreSQL.
set -euo pipefail

missing=()
command -v chromium >/dev/null || missing+=(chromium)
[ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] || missing+=(fonts-dejavu-core)
command -v curl >/dev/null || missing+=(curl)
command -v dot >/dev/null || missing+=(graphviz)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
if [ ${#missing[@]} -gt 0 ]; then exec "$(dirname "$0")/debian.sh" "${missing[@]}"; fi
