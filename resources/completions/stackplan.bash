# Completion of stackplan for bash. Where no word is proposed, bash proposes files.

_stackplan_words() { # WORD...: those that begin with what is typed
    mapfile -t COMPREPLY < <(compgen -W "$*" -- "${COMP_WORDS[COMP_CWORD]}")
}

_stackplan() {
    local typed=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    COMPREPLY=()
    if [[ $COMP_CWORD == 1 ]]; then
        _stackplan_words plan show check export rest demo --help --version
        [[ $typed == -* ]] && return
        compopt -o filenames
        mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$typed")
        return
    fi
    case ${COMP_WORDS[1]}$before in
        plan--method) _stackplan_words snake lpt balanced ;;
        plan--weight) _stackplan_words bytes events seconds phase:Pointcloud ;;
        plan--format) _stackplan_words text csv json board ;;
        export--to) _stackplan_words text csv json spyral slurm parallel hyperqueue elog png svg pdf ;;
        plan--runs | plan--skip | plan--stacks | plan--speeds | plan--pin | plan--sheet | \
            plan--good-column | \
            export--command | export--readers | export--from | export--stacks-a-task | \
            export--jobs-at-most) compopt +o default ;;
        *--history | *--good-runs | *--pipeline | *--python | *--output) ;;
        plan*) _stackplan_options --runs --skip --stacks --method --speeds --pin --weight \
            --history --good-runs --sheet --good-column --skip-suspicious --search --format \
            --output ;;
        export*) _stackplan_options --to --pipeline --command --readers --from --stacks-a-task \
            --jobs-at-most --python --history --output ;;
        rest*) _stackplan_options --keep-older-results --output ;;
        show*) _stackplan_options --output ;;
        check* | demo*) _stackplan_options ;;
    esac
}

_stackplan_options() { # OPTION...
    [[ ${COMP_WORDS[COMP_CWORD]} == -* ]] && _stackplan_words "$@" --help
}

complete -o default -F _stackplan stackplan
