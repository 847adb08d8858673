#!/bin/sh
# Starts Stackplan out of a checkout; the first call installs what it needs beside it.
#   sh packaging/run.sh                a demo: the window, or without a display a plan and its chart
#   sh packaging/run.sh ARGUMENTS...   stackplan ARGUMENTS..., for example: plan FOLDER --stacks 16
set -eu
root=$(cd -P -- "$(dirname -- "$0")/.." && pwd)
. "$root/packaging/setup.sh"
prepare run
stackplan=$venv/bin/stackplan

[ $# -eq 0 ] || exec "$stackplan" "$@"

demo=$cache/demo
has_display && exec "$stackplan" demo "$demo"

# The plan and the chart lie beside the folder of traces: nothing of ours goes into it.
plan=$cache/demo-plan.txt
chart=$cache/demo-chart.png
mkdir -p "$cache"
(
    unset DISPLAY WAYLAND_DISPLAY QT_QPA_PLATFORM # `demo` makes the folder and opens no window
    exec "$stackplan" demo "$demo"
)
"$stackplan" plan "$demo/" --output "$plan"
cat "$plan"
"$stackplan" export "$plan" --to png --output "$chart"
cat <<END

No display was found, so the demo was planned on the command line.
The trace files:  $demo
The plan:         $plan
The chart:        $chart
To open the window, run the same command in a graphical session (with ssh: ssh -X).
END
