# Sourced by the other scripts, before anything else.

wants_help() { # ARGUMENT...: whether -h or --help is among them
  local argument
  for argument in "$@"; do
    case $argument in -h | --help) return 0 ;; esac
  done
  return 1
}
