#!/bin/sh
# Checks Stackplan: style, types and tests. The first call installs what they need.
#   sh packaging/test.sh [ARGUMENTS...]                   arguments go to pytest, e.g. tests/core -x
#   sh packaging/test.sh --campaigns NAME [ARGUMENTS...]  one long campaign of tests/campaigns only
set -eu
root=$(cd -P -- "$(dirname -- "$0")/.." && pwd)
. "$root/packaging/setup.sh"

campaign=
if [ "${1:-}" = --campaigns ]; then
    campaign=${2:-}
    if [ ! -f "$root/tests/campaigns/$campaign.py" ] || [ "$campaign" = conftest ]; then
        say "There is no campaign '$campaign' in tests/campaigns; there are:"
        for file in "$root"/tests/campaigns/[!_]*.py; do
            name=${file##*/}
            [ "$name" != conftest.py ] || continue
            if [ -f "$file" ]; then say "    ${name%.py}"; else say "    none yet"; fi
        done
        exit 2
    fi
    shift 2
fi

prepare test
bin=$venv/bin
if [ "$campaign" = engines ] || [ "$campaign" = what_is_done ]; then
    bring_packages '' "$(missing_for_spyral)"
    "$bin/python" "$root/tests/helpers/provisions.py" spyral
fi
cd "$root"
# Without a screen unless told otherwise, and no file of the tools in the checkout.
export QT_QPA_PLATFORM="${QT_QPA_PLATFORM:-offscreen}"
export RUFF_CACHE_DIR="$venv/cache/ruff" MYPY_CACHE_DIR="$venv/cache/mypy"
export HYPOTHESIS_STORAGE_DIRECTORY="$venv/cache/hypothesis"

# As in the program: threads of numpy that wait for one another spin, and cost a search ten times its
# time. Set here, for a plugin of pytest imports numpy before any file of the tests.
export OPENBLAS_NUM_THREADS="${OPENBLAS_NUM_THREADS:-1}"
# Hundreds of processes are started: none shall compile the sources anew.
unset PYTHONDONTWRITEBYTECODE PYTHONUNBUFFERED

run_pytest() { "$bin/python" -m pytest -o cache_dir="$venv/cache/pytest" "$@"; }

if [ -n "$campaign" ]; then
    run_pytest "tests/campaigns/$campaign.py" "$@"
    exit
fi

# Each check runs whatever the others found: one call shows everything.
failed=
check() { # NAME COMMAND...
    name=$1
    shift
    "$@" || failed="$failed $name"
}
check ruff-check "$bin/ruff" check .
check ruff-format "$bin/ruff" format --check .
# The types are those of the versions of constraints.txt. One process, so beside the tests.
types=
mkdir -p "$venv/cache"
if [ -z "${STACKPLAN_CONSTRAINTS:-}" ]; then
    "$bin/mypy" >"$venv/cache/mypy.txt" 2>&1 &
    types=$!
fi
# The processors share the tests, two processes more than there are, since a test spends a third of
# its time waiting for a disk, a window or a program; those of one engine stay together.
processes=$(($(getconf _NPROCESSORS_ONLN) + 2))
check pytest run_pytest --numprocesses="$processes" --maxprocesses=4 --dist=loadgroup "$@"
if [ -n "$types" ]; then
    check mypy wait "$types"
    cat "$venv/cache/mypy.txt"
fi
[ -z "$failed" ] || fail "Failed:$failed"
