# Sourced by the scripts that take --sample, before java.sh.

sample_folder() { # NAME|FOLDER: a sample's name as it is, a folder as an absolute path
  case $1 in
    /*) printf '%s' "$1" ;;
    */* | .*) printf '%s' "$PWD/$1" ;;
    *)
      if [ -e "$(dirname "${BASH_SOURCE[0]}")/../events/$1/sample.json" ] || [ ! -e "$PWD/$1" ]; then
        printf '%s' "$1"
      else
        printf '%s' "$PWD/$1"
      fi
      ;;
  esac
}
