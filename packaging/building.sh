# Sourced by build.sh, bundle.sh, deb.sh and release.sh, which set `root` (the checkout). Afterwards
# everything that is built goes into $dist, what is needed on the way into $work; $venv is a Python
# environment with the tools, in the versions of constraints.txt. POSIX sh.

. "$root/packaging/setup.sh"

dist=$root/dist
work=$root/build
venv=$work/venv
log=$work/log
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' "$root/src/stackplan/__init__.py")
wheel=$dist/stackplan-$version-py3-none-any.whl
time_limit_s=120

# The same bytes whenever and wherever it is built: no clock, no order by chance, no umask.
: "${SOURCE_DATE_EPOCH:=$(git -C "$root" log -1 --format=%ct 2>/dev/null || echo 1580601600)}"
export SOURCE_DATE_EPOCH PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1 LC_ALL=C TZ=UTC XZ_DEFAULTS=-T1
unset PYTHONPATH PYTHONHOME
umask 022
mkdir -p "$dist" "$work"

quietly() { # COMMAND...: what it says is shown only if it fails
    "$@" >"$log" 2>&1 && return 0
    tail -n 30 "$log" >&2
    fail "This failed: $*"
}

bring_tools() { # sets up $venv, once for each state of the constraints
    [ "$(cat "$venv/stackplan-tools" 2>/dev/null)" = "$(stamp)" ] && return 0
    say "Installing what builds Stackplan in $venv ..."
    make_venv
    (
        cd "$root"
        pip_install build hatchling pyinstaller
    )
    stamp >"$venv/stackplan-tools"
}

bring_build_packages() { # PROGRAM:PACKAGE...
    bring_packages "$(missing_programs "$@")" ''
}

# Uses a program as a crew would, in every format (writers are found by name, and may be missing),
# and opens its window until the chart is painted. Each step has a limit: a library that cannot be
# loaded may leave a window open for ever.
try_out() { # STACKPLAN PYTHON-COMMAND...: the second starts a module as `python` would
    stackplan=$1
    shift
    trial=$work/trial
    rm -rf "$trial"
    mkdir -p "$trial/settings"
    (
        export XDG_CONFIG_HOME="$trial/settings" XDG_STATE_HOME="$trial/settings"
        unset DISPLAY WAYLAND_DISPLAY QT_QPA_PLATFORM
        cd "$trial"
        limited "$stackplan" --version
        [ "$(cat "$log")" = "stackplan $version" ] || fail "It says it is $(cat "$log")."
        limited "$stackplan" demo h5
        limited "$stackplan" plan h5 --stacks 5 --method balanced --output plan.txt
        limited "$stackplan" check plan.txt
        for kind in csv json slurm parallel elog png svg pdf; do
            limited "$stackplan" export plan.txt --to "$kind" --output "plan.$kind"
        done
        limited "$stackplan" export plan.txt --to spyral --pipeline a:b --output run_plan.py
        limited "$stackplan" export plan.txt --to hyperqueue --pipeline a:b --output submit_plan.py
        export QT_QPA_PLATFORM=offscreen STACKPLAN_OFFSCREEN=1
        limited "$@" -P -m start_child our-chart plan.txt
        grep -qx painted "$log" || fail "The chart was not painted: $(cat "$log")"
    )
}

limited() { # COMMAND...
    quietly timeout "$time_limit_s" "$@"
}
