#!/bin/bash
# A plan of stacks as a Slurm array, written by Stackplan. Task N is stack N, counted from 1; where
# a task has several stacks, N is the first of them, and they run one after the other.
#
#   bash array.sh [OPTIONS] [SBATCH OPTIONS]
#                                    submit all of it: what prepares the Spyral script, then the
#                                    stacks, in several arrays if the cluster wants no longer ones
#   sbatch array.sh                  submit the stacks as one array
#   sbatch --test-only array.sh      only ask Slurm whether it would take the array
#
# OPTIONS: --from K             go on from stack K
#          --stacks-a-task N    so many stacks in a task
#          --jobs-at-most N     as many stacks in a task as make N tasks; what prepares is not counted
#          --python PATH        the Python of the jobs, if the variable PYTHON names none
#
# Jobs run in the folder that they are submitted from. Add the lines that your cluster asks for:
##SBATCH --account=... --partition=... --mem=...
#SBATCH --job-name=stackplan
#SBATCH --output=stack-%A_%a.txt
#SBATCH --cpus-per-task=1
# --- plan ---
#SBATCH --array=1-3:2%8
# Minutes: half as much again as the 10 min of the longest task (the rate is that of 'How many stacks?').
#SBATCH --time=15
# Tasks at a time; first and last stack; stacks in a task; tasks at most; Python of the
# jobs; minutes of one stack. What is empty is any number, or not known.
AT_ONCE='%8'
FROM=1
LAST=3
STACKS_A_TASK=2
JOBS_AT_MOST=
OWN_PYTHON=/opt/spyral/bin/python
MINUTES=15
TRACES=/mnt/e20020/h5
SPYRAL_SCRIPT=run_plan.py
run_stack() {
    case $1 in
    1)
        "${PYTHON:-python3}" run_plan.py task 1
        ;;
    2)
        "${PYTHON:-python3}" run_plan.py task 2
        ;;
    3)
        "${PYTHON:-python3}" run_plan.py task 3
        ;;
    *) echo "Stack $1 has no runs." ;;
    esac
}
# --- end of the plan ---

[ -n "${BASH_VERSION:-}" ] || { echo "This needs bash; start it with: bash FILE" >&2; exit 2; }

fail() {
    echo "$*" >&2
    exit 1
}

# Sets job, its number: sbatch may add the cluster's name after a semicolon, and --test-only gives
# none at all.
submit() { # SBATCH OPTIONS AND WORDS...
    job=$(sbatch --parsable --kill-on-invalid-dep=yes "$@") || return
    job=${job%%;*}
}

check_number() { # NAME VALUE
    case $2 in '' | *[!0-9]* | 0*) fail "$1 takes a number from 1 on, not '$2'." ;; esac
}

# Takes what is for this script, and leaves what is for sbatch in the array options.
read_options() { # OPTIONS...
    options=()
    while [ $# -gt 0 ]; do
        case $1 in
            --from=* | --stacks-a-task=* | --jobs-at-most=* | --python=*)
                set -- "${1%%=*}" "${1#*=}" "${@:2}"
                ;;
        esac
        case $1 in
            --from) check_number "$1" "${2-}" && FROM=$2 && shift ;;
            --stacks-a-task) check_number "$1" "${2-}" && STACKS_A_TASK=$2 && shift ;;
            --jobs-at-most) check_number "$1" "${2-}" && JOBS_AT_MOST=$2 && shift ;;
            --python) [ -n "${2-}" ] || fail "--python takes a path." && OWN_PYTHON=$2 && shift ;;
            *) options+=("$1") ;;
        esac
        shift
    done
    [ "$FROM" -le "$LAST" ] || fail "--from $FROM: the last stack that has runs is $LAST."
    if [ -n "$JOBS_AT_MOST" ]; then
        least=$(((LAST - FROM + JOBS_AT_MOST) / JOBS_AT_MOST))
        [ "$least" -le "$STACKS_A_TASK" ] || STACKS_A_TASK=$least
    fi
}

submit_all() { # SBATCH OPTIONS...
    command -v sbatch >/dev/null || fail "There is no sbatch here; go to a machine of the cluster."
    [ -z "$SPYRAL_SCRIPT" ] || [ -f "$SPYRAL_SCRIPT" ] ||
        fail "There is no $SPYRAL_SCRIPT in this folder; write it with: stackplan export PLAN" \
            "--to spyral --pipeline SCRIPT.py --output $SPYRAL_SCRIPT"
    case $PWD in
        *[%\\]*) fail "Slurm cannot write into a folder that has % or \\ in its name; use another." ;;
    esac
    limit=$(scontrol show config | sed -n 's/^MaxArraySize *= *//p')
    case $limit in '' | *[!0-9]*) limit=1001 ;; esac # as Slurm comes
    [ "$limit" -gt 1 ] || fail "This cluster takes no job arrays (MaxArraySize is $limit)."
    # As arguments: where SBATCH_EXPORT is NONE, no variable reaches a job, so neither PYTHON nor the
    # PATH of an environment.
    asked=${PYTHON:-${OWN_PYTHON:-python3}}
    python=$(type -P "$asked") || python=$asked
    words=("$python" "${PYTHONPATH:-}" "$STACKS_A_TASK")
    # More stacks in a task than this was written for take longer than it asks for.
    [ -z "$MINUTES" ] || [ "$STACKS_A_TASK" = "$WRITTEN" ] ||
        set -- "--time=$((MINUTES * STACKS_A_TASK))" "$@"
    step=''
    [ "$STACKS_A_TASK" = 1 ] || step=:$STACKS_A_TASK
    # An array has no index from its limit on; beyond that the stacks before it are an argument.
    span=$(((limit - 1) / STACKS_A_TASK * STACKS_A_TASK))
    [ "$span" -gt 0 ] || span=$STACKS_A_TASK
    after=''
    if [ -n "$SPYRAL_SCRIPT" ]; then
        submit "$@" --array=0 -- "$script" 0 "${words[@]}" || fail "Nothing was submitted."
        echo "prepare: job ${job:-not submitted}"
        after=${job:+afterok:$job}
    fi
    wait=$after
    for ((first = FROM; first <= LAST; first += span)); do
        last=$((LAST - first < span ? LAST : first + span - 1))
        before=$((LAST < limit ? 0 : first - 1))
        end=$((last - before < limit ? last - before : first - before))
        array=$((first - before))-$end$step$AT_ONCE
        submit "$@" ${wait:+"--dependency=$wait"} "--array=$array" -- \
            "$script" "$before" "${words[@]}" ||
            fail "Stacks from $first on were not submitted; when Slurm takes more, go on with:" \
                "bash $0 --from $first"
        echo "stacks $first-$last: job ${job:-not submitted}"
        # With a limit of stacks at once the next array waits, or both would read.
        [ -z "$AT_ONCE" ] || [ -z "$job" ] || wait=${after:+$after,}afterany:$job
    done
}

run_task() { # FIRST STACK
    failed=0
    for ((stack = $1; stack <= LAST && stack < $1 + STACKS_A_TASK; stack++)); do
        # On their own, for a command may end with exit.
        (run_stack "$stack") || failed=$?
    done
    return "$failed"
}

# A task gets the number of stacks before its array, its Python, PYTHONPATH and the number of its
# stacks; task 0 prepares.
if [ -n "${SLURM_ARRAY_TASK_ID:-}" ]; then
    case ${1:-0} in *[!0-9]*) fail "sbatch takes no options of this script; start it with bash: $*" ;; esac
    export PYTHON="${2:-${PYTHON:-${OWN_PYTHON:-python3}}}"
    [ -z "${3:-}" ] || export PYTHONPATH="$3"
    STACKS_A_TASK=${4:-$STACKS_A_TASK}
    cd -- "${SLURM_SUBMIT_DIR:-.}" || exit
    if [ "$SLURM_ARRAY_TASK_ID" = 0 ] && [ -n "$SPYRAL_SCRIPT" ]; then
        "$PYTHON" "$SPYRAL_SCRIPT" prepare
    else
        run_task $((SLURM_ARRAY_TASK_ID + ${1:-0}))
    fi
    exit
fi
case $0 in
    /*) script=$0 ;;
    *) script=$PWD/$0 ;;
esac
WRITTEN=$STACKS_A_TASK
read_options "$@"
submit_all "${options[@]}"
