#!/bin/sh
# Remakes the pictures in resources/pictures/, on a real X server (Xvfb), with the demo folder: the
# window light and dark, at 1366x768 and at 3840x2160, the dialog "How many stacks?", and plans with
# a gap, with speeds and with pins; and drag.gif, a run dragged from the longest bar to another one.
# Needs Xvfb, xdotool and ImageMagick.
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
# The two whose writer seems at work only a minute ago: a warning that is gone by itself.
find "$demo" -name 'run_*.h5' -mmin -5 -exec touch -d '3 hours ago' {} +

opened=$demo
open_window() { # open_window THEME WIDTH HEIGHT: on what is opened; sets server, stackplan, window
    cat >"$work/stackplan/settings.json" <<JSON
{
"theme": "$1",
"method": "lpt",
"rate": "20",
"folders": {"$opened": {"stacks": $stacks}}
}
JSON
    Xvfb ":$number" -screen 0 "$2x$3x24" -nolisten tcp >>"$work/log" 2>&1 &
    server=$!
    sleep 1
    # A large screen stands for a wall display, where Qt is asked for larger letters.
    scale=1
    test "$2" -lt 3000 || scale=2
    DISPLAY=:$number XDG_CONFIG_HOME=$work XDG_STATE_HOME=$work QT_SCALE_FACTOR=$scale \
        "$venv/bin/stackplan" "$opened" >>"$work/log" 2>&1 &
    stackplan=$!
    window=$(DISPLAY=:$number xdotool search --sync --onlyvisible --name Stackplan | head -n 1)
    DISPLAY=:$number xdotool windowmove "$window" 0 0 windowsize "$window" "$2" "$3"
    sleep 5
}

close_window() {
    kill "$stackplan"
    wait "$stackplan" 2>/dev/null || true
    kill "$server"
    wait "$server" 2>/dev/null || true
    server=''
}

take() { # take NAME THEME WIDTH HEIGHT [KEYS TITLE]: of what is opened, or of a dialog
    open_window "$2" "$3" "$4"
    shot=root
    if [ -n "${5:-}" ]; then
        DISPLAY=:$number xdotool windowfocus --sync "$window" 2>>"$work/log"
        # Keys one by one, each a word of its own.
        # shellcheck disable=SC2086
        DISPLAY=:$number xdotool key --delay 200 $5
        shot=$(DISPLAY=:$number xdotool search --sync --onlyvisible --name "$6" | head -n 1)
        sleep 5
    fi
    picture=$root/resources/pictures/$1.png
    DISPLAY=:$number import -window "$shot" -strip -define png:compression-level=9 "$picture"
    close_window
    echo "$picture"
}

# Where the chart is in a window of 1366x768, and in it the top of its longest bar and a bar beside.
chart=1012x350+346+128
from_x=908 from_y=192 to_x=1118 to_y=262
frame() { # frame X Y: move the mouse there, and keep what is on the screen, with a pointer
    frames=$((frames + 1))
    DISPLAY=:$number xdotool mousemove "$1" "$2" sleep 0.15
    DISPLAY=:$number import -window root "$work/screen.png"
    convert "$work/screen.png" -fill white -stroke black -draw \
        "polygon $1,$2 $1,$(($2 + 17)) $(($1 + 4)),$(($2 + 13)) $(($1 + 11)),$(($2 + 12))" \
        -crop "$chart" +repage "$work/frame-$(printf %03d "$frames").png"
}

film() { # film NAME: the drag
    open_window light 1366 768
    frames=0
    for step in 1 2 3; do frame "$((from_x - 40 + 13 * step))" "$((from_y + 20 - 6 * step))"; done
    frame "$from_x" "$from_y"
    DISPLAY=:$number xdotool mousedown 1
    for step in 1 2 3 4 5 6 7 8 9 10 11 12; do
        frame "$((from_x + (to_x - from_x) * step / 12))" "$((from_y + (to_y - from_y) * step / 12))"
    done
    frame "$to_x" "$to_y"
    DISPLAY=:$number xdotool mouseup 1 sleep 0.5
    frame "$((to_x + 30))" "$((to_y + 60))"
    picture=$root/resources/pictures/$1.gif
    # The last picture stays a while.
    mv "$work/frame-$(printf %03d "$frames").png" "$work/last.png"
    convert -loop 0 -delay 16 "$work"/frame-*.png -delay 220 "$work/last.png" \
        -colors 64 -layers Optimize "$picture"
    close_window
    echo "$picture"
}

plan() { # plan NAME OPTION...: a plan file of the demo folder, which opens as it is, unsearched
    opened=$work/$1.txt
    shift
    "$venv/bin/stackplan" plan "$demo" --stacks 17 --method balanced "$@" \
        --output "$opened" 2>>"$work/log"
}

number=$((60 + $$ % 500))
for theme in light dark; do
    stacks=17
    take "window-$theme-1366x768" "$theme" 1366 768
    take "window-$theme-3840x2160" "$theme" 3840 2160
    # So many that knee and longest run are seen.
    stacks=60
    take "how-many-stacks-$theme" "$theme" 1366 768 "alt+p h" "How many stacks"
done
stacks=17
film drag
# A plan with a gap and what binds it; two kinds of processors; pins that decide.
plan gap --runs 54-100
take gap-light light 1366 768
plan speeds --speeds "100 x9, 55 x8"
take speeds-light light 1366 768
plan pins --pin 88:1 --pin 134:1 --pin 169:1 --pin 70:1
take pins-light light 1366 768
