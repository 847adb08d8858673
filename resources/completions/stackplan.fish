# Completion of stackplan for fish. Folders and plan files are proposed everywhere.

complete -c stackplan -s h -l help -d 'Say what may be typed'
complete -c stackplan -n __fish_use_subcommand -l version -d 'Say which version this is'
complete -c stackplan -n __fish_use_subcommand -a plan -d 'Plan the runs of a folder'
complete -c stackplan -n __fish_use_subcommand -a show -d 'Draw a plan in the terminal'
complete -c stackplan -n __fish_use_subcommand -a check -d 'What has changed on disk since'
complete -c stackplan -n __fish_use_subcommand -a export -d 'Write a plan in another format'
complete -c stackplan -n __fish_use_subcommand -a rest -d 'Plan what Spyral has not done'
complete -c stackplan -n __fish_use_subcommand -a demo -d 'Make a folder of trace files'

set -l plan '__fish_seen_subcommand_from plan'
complete -c stackplan -n $plan -l runs -x -d 'For example 54-169, 54- or all'
complete -c stackplan -n $plan -l skip -x -d 'For example 60-62,70'
complete -c stackplan -n $plan -l stacks -x -d 'How many'
complete -c stackplan -n $plan -l method -x -a 'snake lpt balanced' -d 'How runs are spread'
complete -c stackplan -n $plan -l speeds -x -d 'Per cent, one a stack'
complete -c stackplan -n $plan -l pin -x -d 'For example 88:3'
complete -c stackplan -n $plan -l weight -x -a 'bytes events seconds' -d 'What a load counts'
complete -c stackplan -n $plan -l history -r -F -d 'A workspace of Spyral'
complete -c stackplan -n $plan -l good-runs -r -F -d 'A list of runs'
complete -c stackplan -n $plan -l skip-suspicious -d 'Skip open, cut off and strange files'
complete -c stackplan -n $plan -l format -x -a 'text csv json board' -d 'Of the result'
complete -c stackplan -n $plan -l output -r -F -d 'A file'

set -l export '__fish_seen_subcommand_from export'
complete -c stackplan -n $export -l to -x -d 'The format' \
    -a 'text csv json spyral slurm parallel elog png svg pdf'
complete -c stackplan -n $export -l pipeline -r -F -d 'The script, or MODULE:NAME, for spyral'
complete -c stackplan -n $export -l command -x -d 'What runs a stack, for slurm and parallel'
complete -c stackplan -n $export -l readers -x -d 'So many stacks at once'
complete -c stackplan -n $export -l output -r -F -d 'A file'

complete -c stackplan -n '__fish_seen_subcommand_from rest show' -l output -r -F -d 'A file'
