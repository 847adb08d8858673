#!/bin/sh
# Installs the wheel in an environment of its own, uses it away from the checkout until its chart is
# painted, and removes it again: nothing of it may be left.
#   sh packaging/try_wheel.sh
set -eu
root=$(cd -P -- "$(dirname -- "$0")/.." && pwd)
. "$root/packaging/building.sh"

[ -f "$wheel" ] || sh "$root/packaging/build.sh"
venv=$work/user
rm -rf "$venv"
make_venv
(
    cd "$root"
    pip_install "$wheel"
)
# What the window is watched with stands in the tests; -P leaves it the only thing found there.
mkdir -p "$work/watch"
cp "$root/tests/benchmarks/start_child.py" "$work/watch"
try_out "$venv/bin/stackplan" env PYTHONPATH="$work/watch" "$venv/bin/python"

quietly "$venv/bin/python" -m pip uninstall --yes stackplan
left=$(find "$venv" -ipath '*stackplan*' ! -name 'stackplan-*')
[ -z "$left" ] || fail "The wheel was removed, and left:" "$left"
echo "$wheel: used and removed"
