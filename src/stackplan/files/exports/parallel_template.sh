#!/bin/bash
# A plan of stacks for GNU parallel, written by Stackplan. Stacks are counted from 1.
#
#   bash parallel.sh          run all stacks, as many at once as there are processors
#   JOBS=8 bash parallel.sh   at most 8 at once
#   bash parallel.sh 3        run stack 3 alone
#
# Started again, it goes on where it stopped: stacks that are done are left out, those that failed
# run again. The log of the jobs lies in the folder that it is started in; without it all run again.
# --- plan ---
AT_ONCE=100%
JOBLOG=stackplan.joblog
NUMBERS='1'
SPYRAL_SCRIPT=''
run_stack() {
    echo "stack $1"
}
# --- end of the plan ---

[ -n "${BASH_VERSION:-}" ] || { echo "This needs bash; start it with: bash FILE" >&2; exit 2; }

fail() {
    echo "$*" >&2
    exit 1
}

if [ $# -gt 0 ]; then
    run_stack "$1"
    exit
fi
case $(parallel --version </dev/null 2>/dev/null) in
    *'GNU parallel'*) ;;
    *) fail "GNU parallel is not installed (the program of this name in moreutils is another one)." ;;
esac
if [ -n "$SPYRAL_SCRIPT" ]; then
    [ -f "$SPYRAL_SCRIPT" ] ||
        fail "There is no $SPYRAL_SCRIPT in this folder; write it with: stackplan export PLAN" \
            "--to spyral --pipeline SCRIPT.py --output $SPYRAL_SCRIPT"
    "${PYTHON:-python3}" "$SPYRAL_SCRIPT" prepare || exit
fi
[ ! -e "$JOBLOG" ] || echo "Going on with $JOBLOG: stacks that are done are left out." >&2
case $0 in
    /*) STACKPLAN_SCRIPT=$0 ;;
    *) STACKPLAN_SCRIPT=$PWD/$0 ;;
esac
# By way of a variable: GNU parallel hands its command to a shell, where a name might be executed.
export STACKPLAN_SCRIPT
eta=''
[ ! -t 2 ] || eta=--eta # in a log it would be one long line
# shellcheck disable=SC2016,SC2086  # that shell puts the variable in; the numbers are words
printf '%s\n' $NUMBERS | PARALLEL_SHELL=$BASH parallel --jobs "${JOBS:-$AT_ONCE}" \
    --joblog "$JOBLOG" --resume-failed $eta --line-buffer --tagstring 'stack {}' \
    'bash "$STACKPLAN_SCRIPT" {}'
failed=$?
[ "$failed" = 0 ] || fail "Stacks failed; $JOBLOG says which (Exitval). Start this again for them."
