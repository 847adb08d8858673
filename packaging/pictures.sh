#!/bin/sh
# Remakes the pictures of the window in resources/pictures/: light and dark, at 1366x768 and at
# 3840x2160, on a real X server (Xvfb), with the demo folder. Needs Xvfb, xdotool and ImageMagick.
#
#   sh packaging/pictures.sh
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/packaging/setup.sh"
prepare run

work=$(mktemp -d)
server=''
demo=$work/h5
trap 'test -z "$server" || kill "$server"; rm -rf "$work" "${demo%/h5}"' EXIT INT TERM
mkdir -p "$work/stackplan" "$root/resources/pictures"
# A name that reads well in the picture; made anew each time.
demo=${TMPDIR:-/tmp}/e20020/h5
rm -rf "${demo%/h5}"
env -u DISPLAY -u WAYLAND_DISPLAY -u QT_QPA_PLATFORM "$venv/bin/stackplan" demo "$demo" 2>"$work/log"

take() { # take THEME WIDTH HEIGHT
    cat >"$work/stackplan/stackplan.ini" <<INI
[General]
theme=$1
stacks=17
method=lpt
INI
    Xvfb ":$number" -screen 0 "$2x$3x24" -nolisten tcp >>"$work/log" 2>&1 &
    server=$!
    sleep 1
    # A large screen stands for a wall display, where Qt is asked for larger letters.
    scale=1
    test "$2" -lt 3000 || scale=2
    DISPLAY=:$number XDG_CONFIG_HOME=$work QT_SCALE_FACTOR=$scale \
        "$venv/bin/stackplan" "$demo" >>"$work/log" 2>&1 &
    window=$(DISPLAY=:$number xdotool search --sync --onlyvisible --name Stackplan | head -n 1)
    DISPLAY=:$number xdotool windowmove "$window" 0 0 windowsize "$window" "$2" "$3"
    sleep 4
    name=$root/resources/pictures/window-$1-$2x$3.png
    DISPLAY=:$number import -window root -strip -define png:compression-level=9 "$name"
    DISPLAY=:$number xdotool key --window "$window" ctrl+q 2>>"$work/log"
    sleep 1
    kill "$server"
    wait "$server" || true
    server=''
    echo "$name"
}

number=$((60 + $$ % 500))
for theme in light dark; do
    take "$theme" 1366 768
    take "$theme" 3840 2160
done
