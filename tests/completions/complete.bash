#!/usr/bin/env bash
# complete.bash <completion script> <tool>: completes some lines as bash would.
set -euo pipefail

# shellcheck source=/dev/null
source "$1"
tool=$2

# offers <expected>... -- <word>...: the last word is the one to complete.
offers() {
  local expected=()
  while [[ $1 != -- ]]; do
    expected+=("$1")
    shift
  done
  shift
  COMP_WORDS=(imgfam "$@") COMP_CWORD=$# COMPREPLY=()
  _imgfam "$tool" "${COMP_WORDS[-1]}" "${COMP_WORDS[-2]}"
  if [[ ${COMPREPLY[*]} != "${expected[*]}" ]]; then
    echo "imgfam $*: offered '${COMPREPLY[*]}' and not '${expected[*]}'"
    exit 1
  fi
}

offers run rules -- ru
offers --format -- run --form
offers json junit -- run --format j
offers json -- run --quiet --format js
offers -- run no-such-file
