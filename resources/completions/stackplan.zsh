#compdef stackplan
# Completion of stackplan for zsh.

_stackplan_commands() {
    local -a commands=(
        'plan:plan the runs of a folder'
        'show:draw a plan in the terminal, a line for each stack'
        'check:say what has changed on disk since a plan was made'
        'export:write a plan in another format, or as what runs it'
        'rest:plan what Spyral has not done of a plan yet'
        'demo:make a folder of trace files and open it'
    )
    _describe command commands
    _files
}

_stackplan_plan() {
    _arguments \
        '--runs[the range]:54-169, 54- or all:' \
        '--skip[runs left out]:60-62,70:' \
        '--stacks[how many]:number:' \
        '--method[how runs are spread]:method:(snake lpt balanced)' \
        '--speeds[per cent, one a stack]:100,100,55:' \
        '*--pin[a run that stays on its stack]:88\:3:' \
        '--weight[what a load counts]:weight:(bytes events seconds phase\:Pointcloud)' \
        '--history[a workspace of Spyral]:workspace:_directories' \
        '--good-runs[a list of runs]:file:_files' \
        '--sheet[of a workbook of good runs]:name:' \
        '--good-column[the column that decides]:name:' \
        '--skip-suspicious[skip open, cut off and strange files]' \
        '--search[search on with so many work units]:work units' \
        '--format[of the result]:format:(text csv json board)' \
        '--output[a file]:file:_files' \
        '--help[say what may be typed]' \
        '1:folder:_directories'
}

_stackplan_export() {
    _arguments \
        '--to[the format]:format:(text csv json spyral slurm parallel hyperqueue elog png svg pdf)' \
        '--pipeline[for spyral, slurm, parallel and hyperqueue]:script, or module\:name:_files' \
        '--command[for slurm, parallel and hyperqueue]:what runs a stack:' \
        '--readers[for slurm and parallel]:stacks at once:' \
        '--from[for slurm]:first stack:' \
        '--stacks-a-task[for slurm]:stacks in a task:' \
        '--jobs-at-most[for slurm]:tasks:' \
        '--python[for slurm and hyperqueue]:the Python of the jobs:_files' \
        '--history[for slurm and hyperqueue]:workspace:_directories' \
        '--output[a file]:file:_files' \
        '--help[say what may be typed]' \
        '1:plan:_files'
}

_stackplan_show() {
    _arguments '--output[a file]:file:_files' '--help[say what may be typed]' '1:plan:_files'
}

_stackplan_check() { _arguments '--help[say what may be typed]' '1:plan:_files' }

_stackplan_rest() {
    _arguments '--keep-older-results[although the trace files are newer]' \
        '--output[a file]:file:_files' '--help[say what may be typed]' \
        '1:plan:_files' '2:workspace:_directories'
}

_stackplan_demo() { _arguments '--help[say what may be typed]' '1:folder:_directories' }

_stackplan() {
    local context state line
    _arguments -C '--help[say what may be typed]' '--version[say which version this is]' \
        '1: :_stackplan_commands' '*:: :->rest'
    [[ $state == rest ]] && (( $+functions[_stackplan_$words[1]] )) && _stackplan_$words[1]
}

_stackplan "$@"
