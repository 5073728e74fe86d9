#!/usr/bin/env bash
# Resolves the five locks from pyproject.toml. What runs on Lambda is resolved for its glibc (2.26), binary wheels only;
# the development environment then takes exactly those versions. Run it through `make lock`.
set -euo pipefail
cd "$(dirname "$0")/.."

export UV_CUSTOM_COMPILE_COMMAND="make lock"
compile() { .venv/bin/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links "$@"; }
on_lambda=(--python-platform x86_64-manylinux_2_17 --only-binary :all:)

compile "${on_lambda[@]}" pyproject.toml --output-file requirements.txt "$@"
compile "${on_lambda[@]}" --group imaging --constraint requirements.txt --output-file requirements-imaging.txt "$@"
compile "${on_lambda[@]}" --group signing --constraint requirements.txt --output-file requirements-signing.txt "$@"
compile --python-platform x86_64-manylinux_2_28 pyproject.toml --group dev --constraint requirements.txt \
  --constraint requirements-imaging.txt --constraint requirements-signing.txt --output-file requirements-dev.txt "$@"
compile --python-platform x86_64-manylinux_2_28 --group fitting --constraint requirements-dev.txt \
  --output-file requirements-fitting.txt "$@"
