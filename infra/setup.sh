#!/usr/bin/env bash
# Installs what Loket needs on Debian 12 with Python 3.11, from Debian, PyPI and npm alone: `infra/setup.sh python|engines|static|browser|scanner|reader`.
# The Makefile calls a part only when what it is made from has changed; a part that is run again changes nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# Installs the named Debian packages; called only when a command is missing, so an installed machine needs no root and no network.
debian() {
  echo "setup: installing $* from Debian" >&2
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
}

is_311() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; }

# Prints the Python 3.11 of this machine that can make virtual environments.
python_311() {
  local candidate
  for candidate in python3.11 python3; do
    if is_311 "$candidate" && "$candidate" -c 'import ensurepip, venv' 2>/dev/null; then command -v "$candidate"; return; fi
  done
  debian python3 python3-venv ca-certificates >&2
  is_311 python3 || { echo "setup: Loket needs Python 3.11; this machine has $(python3 --version)" >&2; return 1; }
  command -v python3
}

pip_setting() { "$1" config list 2>/dev/null | sed -n "s/^[^=]*\.$2='\(.*\)'\$/\1/p" | tail -n 1; }

# uv reads no pip configuration: a machine that reaches PyPI through a mirror says so to pip, so it is passed on.
settings_of_pip() {
  local index certificate
  index=$(pip_setting "$1" index-url)
  certificate=$(pip_setting "$1" cert)
  if [ -n "$index" ]; then export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$index}"; fi
  if [ -n "$certificate" ]; then export SSL_CERT_FILE="${SSL_CERT_FILE:-$certificate}"; fi
}

# The locked version of uv, with its hashes, put into a throw-away environment; .venv holds its own from then on.
bootstrap_uv() {
  "$1" -m venv "$2"
  awk '/^uv==/ {on = 1} on {print} on && !/\\$/ {exit}' requirements-dev.txt > "$2/uv.txt"
  "$2/bin/pip" install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r "$2/uv.txt"
}

python() {
  local uv=.venv/bin/uv pip=.venv/bin/pip interpreter boot
  if ! [ -x .venv/bin/python ] || ! is_311 .venv/bin/python || ! [ -x "$uv" ] || ! [ -x "$pip" ]; then
    interpreter=$(python_311)
    boot=$(mktemp -d)
    trap "rm -rf '$boot'" EXIT
    bootstrap_uv "$interpreter" "$boot"
    uv="$boot/bin/uv" pip="$boot/bin/pip"
    settings_of_pip "$pip"
    "$uv" venv --quiet --clear --no-python-downloads --python "$interpreter" .venv
  else
    settings_of_pip "$pip"
  fi
  "$uv" pip sync --quiet --python .venv/bin/python --require-hashes --only-binary :all: requirements-dev.txt
  console_script
  touch .venv/.installed
}

# `.venv/bin/loket`: the people's commands, from this folder, whatever its name.
console_script() {
  cat > .venv/bin/loket <<'END'
#!/bin/sh
root=$(dirname "$(dirname "$(dirname "$(readlink -f "$0")")")")
PYTHONPATH="$root" exec "$root/.venv/bin/python" -P -m client "$@"
END
  chmod +x .venv/bin/loket
}

# A lock without registry addresses lets npm use the registry this machine is set up for.
npm_ci() {
  if ! command -v npm >/dev/null; then debian nodejs npm ca-certificates; fi
  (cd "$1" && npm ci --no-audit --no-fund --loglevel=error && touch node_modules/.installed)
}

engines() { npm_ci infra/local; }

# What benchmarks ask about the residents' pages; they need a browser, too.
lighthouse() {
  browser
  npm_ci infra/lighthouse
}

# What scans uploads on this machine; without it `make run` says that nothing is scanned.
scanner() { command -v clamd >/dev/null || [ -x /usr/sbin/clamd ] || debian clamav-daemon; }

# The second reader and the typefaces that legibility is measured with; benchmarks alone need them.
reader() {
  debian tesseract-ocr tesseract-ocr-ind fonts-dejavu-core fonts-dejavu-extra fonts-freefont-ttf fonts-liberation2 fonts-liberation \
    fonts-crosextra-carlito fonts-crosextra-caladea
}

# What the weights of the inspection are fitted with: gigabytes that nothing else needs.
fitting() { .venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes --only-binary :all: -r requirements-fitting.txt; }

# What the tests of the pages drive.
browser() { command -v chromium-headless-shell >/dev/null || debian chromium-headless-shell; }

static() {
  npm_ci infra/web
  node infra/web/build.mjs
}

case "${1:-}" in
  python | engines | static | browser | lighthouse | scanner | reader | fitting) "$1" ;;
  *) echo "usage: infra/setup.sh python|engines|static|browser|lighthouse|scanner|reader|fitting" >&2; exit 2 ;;
esac
