# fish completion for imgfam. It offers what `imgfam --help` of the installed tool says, so it has no
# list of its own that could be out of date.

function __imgfam_command
    string match --invert -- '-*' (commandline -opc)[2..] | head -n 1
end

function __imgfam_help
    imgfam (__imgfam_command) --help 2>/dev/null
end

function __imgfam_commands
    __imgfam_help | sed -nE '/^Commands:/,/^$/s/^  ([a-z]+) +(.*)/\1\t\2/p'
end

function __imgfam_options
    __imgfam_help | sed -nE 's/^  (-., )?(--[a-z-]+)(.*  +([^ ].*))?.*/\2\t\4/p'
end

function __imgfam_values # --format FORMAT  text (the default), json or tap
    set -l previous (commandline -opc)[-1]
    string match -q -- '-*' $previous; or return 1
    set -l values (__imgfam_help | sed -nE "/^  (-., )?$previous [A-Z]+ /{ s/^  (-., )?$previous [A-Z]+ +//; s/ \(the default\)//; s/ or /, /; /^[a-z]+(, [a-z]+)+\$/s/, / /gp }")
    test -n "$values"; and string split ' ' $values
end

complete -c imgfam -n 'test -z "$(__imgfam_command)"' -f -a '(__imgfam_commands)'
complete -c imgfam -n '__imgfam_values >/dev/null' -f -a '(__imgfam_values)'
complete -c imgfam -n 'string match -q -- "-*" (commandline -ct)' -f -a '(__imgfam_options)'
