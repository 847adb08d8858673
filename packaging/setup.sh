# Sourced by run.sh and test.sh, which set `root` (the checkout) and call `prepare run` or
# `prepare test`. Afterwards $venv is a Python environment with Stackplan in it. A second call finds
# its stamp and does nothing. POSIX sh; the names that a person may set:
#   STACKPLAN_PYTHON   the Python to use (else the newest of 3.11 to 3.13 found, then python3)
#   STACKPLAN_VENV     where the environment goes (else .venv in the checkout)
#   STACKPLAN_CONSTRAINTS   a file in the checkout, of versions to take before those of
#                      constraints.txt

: "${root:?is set by run.sh and test.sh}"
cache=${XDG_CACHE_HOME:-${HOME:?}/.cache}/stackplan

# Library, and the Debian package that has it. Qt links the first group in any case, the second to
# open a window under X11.
qt_libraries='libEGL.so.1:libegl1 libGL.so.1:libgl1 libxkbcommon.so.0:libxkbcommon0
    libfontconfig.so.1:libfontconfig1 libdbus-1.so.3:libdbus-1-3 libglib-2.0.so.0:libglib2.0-0'
window_libraries='libxcb-cursor.so.0:libxcb-cursor0 libxcb-icccm.so.4:libxcb-icccm4
    libxcb-keysyms.so.1:libxcb-keysyms1 libxcb-shape.so.0:libxcb-shape0
    libxkbcommon-x11.so.0:libxkbcommon-x11-0'
# The second and the third line judge what Stackplan brings for desktops and shells.
test_programs='git:git Xvfb:xvfb xauth:xauth xdotool:xdotool import:imagemagick strace:strace
    desktop-file-validate:desktop-file-utils appstreamcli:appstream gio:libglib2.0-bin
    update-mime-database:shared-mime-info groff:groff-base fish:fish zsh:zsh'
# What exported plans run on. The tests start a Slurm of their own, which only root can.
slurm_programs='munged:munge sbatch:slurm-client slurmctld:slurmctld
    slurmctld:slurm-wlm-basic-plugins slurmd:slurmd'

say() { printf '%s\n' "$*" >&2; }

fail() { say "$*"; exit 1; }

has_display() {
    case ${QT_QPA_PLATFORM:-} in offscreen* | minimal* | vkkhrdisplay*) return 1 ;; esac
    [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || [ "$(uname)" = Darwin ]
}

is_debian() { [ -e /etc/debian_version ] && command -v apt-get >/dev/null; }

choose_venv() {
    if [ -n "${STACKPLAN_VENV:-}" ]; then
        case $STACKPLAN_VENV in
            /*) venv=$STACKPLAN_VENV ;;
            *) venv=$PWD/$STACKPLAN_VENV ;;
        esac
    elif [ -w "$root" ]; then
        venv=$root/.venv
    else
        venv=$cache/venv
    fi
}

# --- what the system has to bring -----------------------------------------------------------------

missing_libraries() { # LIBRARY:PACKAGE... -> the packages of those that are not there
    known=$(PATH=$PATH:/usr/sbin:/sbin ldconfig -p 2>/dev/null) || return 0
    for pair; do
        case $known in
            *"${pair%%:*} ("*) ;;
            *) printf ' %s' "${pair#*:}" ;;
        esac
    done
}

missing_programs() { # PROGRAM:PACKAGE... -> the packages of those that are not there
    for pair; do
        PATH=$PATH:/usr/sbin:/sbin command -v "${pair%%:*}" >/dev/null || printf ' %s' "${pair#*:}"
    done
}

missing_paths() { # PATH:PACKAGE... -> the packages of those that are not there
    for pair; do
        [ -e "${pair%%:*}" ] || printf ' %s' "${pair#*:}"
    done
}

missing_engines() { # -> packages that the tests of exported plans want
    missing_programs parallel:parallel
    missing_paths /usr/share/i18n/locales/tr_TR:locales
    # shellcheck disable=SC2086  # a list of words
    [ "$(id -u)" != 0 ] || missing_programs $slurm_programs
}

missing_for_spyral() { # -> packages without which pip cannot build attpc-spyral's libraries
    missing_paths /usr/include/eigen3:libeigen3-dev
    missing_programs g++:g++
}

find_python() { # sets python; fails if none is new enough and able to make an environment
    set -- python3.13 python3.12 python3.11 python3
    [ -z "${STACKPLAN_PYTHON:-}" ] || set -- "$STACKPLAN_PYTHON"
    for python; do
        "$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' \
            >/dev/null 2>&1 && return 0
    done
    return 1
}

python_packages() { # Debian keeps ensurepip apart, in one package for each Python
    for version in 3.13 3.12 3.11; do
        [ -x "/usr/bin/python$version" ] || continue
        printf ' python%s-venv' "$version"
        return 0
    done
    printf ' python3-venv'
}

become_root() { # sets as_root, a command to put before another; fails if we may not
    as_root=
    [ "$(id -u)" != 0 ] || return 0
    as_root='sudo -n'
    sudo -n true >/dev/null 2>&1
}

# A failed update (one dead source) need not stop the install. Offline means that no service of a
# package is started: the tests start what they need, and end it.
install_packages() { # PACKAGE...
    say "Installing Debian packages: $*"
    $as_root apt-get -qq update >/dev/null 2>&1 || :
    output=$($as_root env DEBIAN_FRONTEND=noninteractive SYSTEMD_OFFLINE=1 \
        apt-get -qq -y -o DPkg::Lock::Timeout=600 --no-install-recommends install "$@" 2>&1) && return 0
    say "$output"
    return 1
}

# NEEDED and WANTED are lists of packages; without the wanted ones Stackplan still starts.
bring_packages() { # NEEDED WANTED
    [ -n "$1$2" ] || return 0
    if ! is_debian; then
        say "Stackplan may need these libraries; Debian calls them:$1$2. Going on without a check."
        return 0
    fi
    advice="apt-get install -y --no-install-recommends"
    if become_root; then
        # shellcheck disable=SC2086  # lists of names
        install_packages $1 $2 && return 0
        [ -z "$1" ] || fail "Debian packages could not be installed (no network?):$1"
        say "Some Debian packages could not be installed; going on without them:$2"
    elif [ -n "$1" ]; then
        say "Stackplan needs Debian packages that are not installed. As root, please run:"
        fail "    $advice$1$2"
    else
        say "Some tests need Debian packages that are not installed: $advice$2"
    fi
}

check_system() { # run|test
    needed='' wanted=''
    venv_is_current "$1" || find_python || needed=$(python_packages)
    # shellcheck disable=SC2086  # lists of words
    {
        needed=$needed$(missing_libraries $qt_libraries)
        if [ "$1" = test ]; then
            wanted=$(missing_libraries $window_libraries)$(missing_programs $test_programs)
        elif has_display; then
            needed=$needed$(missing_libraries $window_libraries)
        fi
    }
    bring_packages "$needed" "$wanted"
    # Apart, so that a system that has no Slurm still gets all of the above.
    [ "$1" != test ] || bring_packages '' "$(missing_engines)"
}

# --- the Python environment -----------------------------------------------------------------------

identity() { # the checkout (an environment cannot be moved) and the Python inside
    printf '%s\n' "$root"
    "$venv/bin/python" -I -S -c 'import sys; print(sys.version)' 2>/dev/null
}

versions() ( # the exact version of each library; a name counts where it comes first
    cd "$root"
    awk -F== '!seen[tolower($1)]++' ${STACKPLAN_CONSTRAINTS:+"$STACKPLAN_CONSTRAINTS"} \
        packaging/constraints.txt
)

stamp() {
    identity
    { cat "$root/pyproject.toml"; versions; } | cksum
}

venv_is_current() { # run|test
    [ -r "$venv/stackplan-$1" ] && [ "$(cat "$venv/stackplan-$1")" = "$(stamp)" ]
}

make_venv() {
    [ "$(cat "$venv/stackplan-identity" 2>/dev/null)" = "$(identity)" ] && return 0
    find_python || fail "Stackplan needs Python 3.11 or newer, with its modules venv and ensurepip."
    "$python" -m venv --clear "$venv" || fail "No Python environment could be made in $venv."
    identity >"$venv/stackplan-identity"
}

pip_install() { # ARGUMENT...
    versions >"$venv/stackplan-constraints.txt"
    "$venv/bin/python" -m pip install --quiet --root-user-action=ignore --disable-pip-version-check \
        -c "$venv/stackplan-constraints.txt" "$@" >"$log" 2>&1 && return 0
    tail -n 20 "$log" >&2
    if grep -qiE 'name resolution|connection|timed out|unreachable|No matching dist' "$log"; then
        fail "The libraries could not be fetched. Is there a network? All of it is in $log"
    fi
    fail "The libraries could not be installed. All of it is in $log"
}

# In a subshell: variables that change what Python or pip do go for the installation only.
# Without bytecode every later start would compile matplotlib again, for seconds.
install_stackplan() { # run|test
    target=.
    [ "$1" = run ] || target='.[test]'
    (
        unset PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME
        export PIP_USER=0 PIP_RETRIES="${PIP_RETRIES:-2}"
        cd "$root" || exit
        make_venv
        rm -f "$venv/stackplan-run" "$venv/stackplan-test"
        log=$venv/stackplan-install.log
        # Building in the environment itself: the build tools obey the constraints, too.
        pip_install hatchling editables
        pip_install --no-build-isolation -e "$target"
        message=$("$venv/bin/python" -c 'import PySide6.QtWidgets' 2>&1) ||
            fail "Qt cannot be loaded; a system library is missing: ${message##*Error: }"
        stamp >"$venv/stackplan-run"
        [ "$1" = run ] || stamp >"$venv/stackplan-test"
    )
}

prepare() { # run|test
    choose_venv
    check_system "$1"
    venv_is_current "$1" || bring_stackplan "$1"
    # What tests use beside the environment is made before them, once: see tests/helpers/provisions.py.
    [ "$1" != test ] || "$venv/bin/python" "$root/tests/helpers/provisions.py"
}

bring_stackplan() { # run|test
    mkdir -p "${venv%/*}"
    say "Installing Stackplan's libraries in $venv (once; some minutes on a slow line) ..."
    if command -v flock >/dev/null; then # two at once: the second waits, and finds all done
        exec 9<"$root/packaging/setup.sh"
        flock 9 || :
    fi
    venv_is_current "$1" || install_stackplan "$1"
    exec 9>&-
}
