#!/bin/bash
# A plan of stacks as a Slurm array, written by Stackplan. Task N is stack N, counted from 1.
#
#   bash array.sh [SBATCH OPTIONS]   submit all of it: what prepares the Spyral script, then the
#                                    stacks, in several arrays if the cluster wants no longer ones
#   sbatch array.sh                  submit the stacks as one array
#   sbatch --test-only array.sh      only ask Slurm whether it would take the array
#
# Jobs run in the folder that they are submitted from. Add the lines that your cluster asks for:
##SBATCH --account=... --partition=... --mem=...
#SBATCH --job-name=stackplan
#SBATCH --output=stack-%A_%a.txt
#SBATCH --cpus-per-task=1
# --- plan ---
#SBATCH --array=1-1
AT_ONCE=''
LAST=1
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

# Sets job, its number: sbatch may add the cluster's name after a semicolon, and --test-only gives
# none at all.
submit() { # SBATCH OPTIONS AND WORDS...
    job=$(sbatch --parsable --kill-on-invalid-dep=yes "$@") || return
    job=${job%%;*}
}

submit_all() { # SBATCH OPTIONS...
    command -v sbatch >/dev/null || fail "There is no sbatch here; go to a machine of the cluster."
    [ -z "$SPYRAL_SCRIPT" ] || [ -f "$SPYRAL_SCRIPT" ] ||
        fail "There is no $SPYRAL_SCRIPT in this folder; write it with: stackplan export PLAN" \
            "--to spyral --pipeline MODULE:FUNCTION --output $SPYRAL_SCRIPT"
    case $PWD in
        *[%\\]*) fail "Slurm cannot write into a folder that has % or \\ in its name; use another." ;;
    esac
    limit=$(scontrol show config | sed -n 's/^MaxArraySize *= *//p')
    case $limit in '' | *[!0-9]*) limit=1001 ;; esac # as Slurm comes
    [ "$limit" -gt 1 ] || fail "This cluster takes no job arrays (MaxArraySize is $limit)."
    # As arguments: where SBATCH_EXPORT is NONE, no variable reaches a job, so neither PYTHON nor the
    # PATH of an environment.
    python=$(type -P "${PYTHON:-python3}") || python=${PYTHON:-python3}
    words=("$python" "${PYTHONPATH:-}")
    after=''
    if [ -n "$SPYRAL_SCRIPT" ]; then
        submit "$@" --array=0 -- "$script" 0 "${words[@]}" || fail "Nothing was submitted."
        echo "prepare: job ${job:-not submitted}"
        after=${job:+afterok:$job}
    fi
    wait=$after
    for ((first = 1; first <= LAST; first += limit - 1)); do
        count=$((LAST - first + 1 < limit ? LAST - first + 1 : limit - 1))
        submit "$@" ${wait:+"--dependency=$wait"} "--array=1-$count$AT_ONCE" -- \
            "$script" $((first - 1)) "${words[@]}" || fail "Stacks from $first on were not submitted."
        echo "stacks $first-$((first + count - 1)): job ${job:-not submitted}"
        # With a limit of stacks at once the next array waits, or both would read.
        [ -z "$AT_ONCE" ] || [ -z "$job" ] || wait=${after:+$after,}afterany:$job
    done
}

# A task gets the number of stacks before its array, its Python and PYTHONPATH; task 0 prepares.
if [ -n "${SLURM_ARRAY_TASK_ID:-}" ]; then
    export PYTHON="${2:-${PYTHON:-python3}}"
    [ -z "${3:-}" ] || export PYTHONPATH="$3"
    cd -- "${SLURM_SUBMIT_DIR:-.}" || exit
    if [ "$SLURM_ARRAY_TASK_ID" = 0 ] && [ -n "$SPYRAL_SCRIPT" ]; then
        "$PYTHON" "$SPYRAL_SCRIPT" prepare
    else
        run_stack $((SLURM_ARRAY_TASK_ID + ${1:-0}))
    fi
    exit
fi
case $0 in
    /*) script=$0 ;;
    *) script=$PWD/$0 ;;
esac
submit_all "$@"
