# Sourced by the other scripts: goes to the project's root and sets JAVA_HOME to a JDK 25 or later.
CDPATH='' cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Java reads names of files as text of the locale, and finds no name beyond ASCII where that is C or POSIX.
case $(locale charmap 2>/dev/null || true) in
  ANSI_X3.4-1968 | US-ASCII) export LC_ALL=C.UTF-8 ;;
esac

java_feature_version() { # JDK_HOME: prints 25 for a JDK 25, nothing when there is no JDK there
  [ -x "$1/bin/javac" ] && sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

find_jdk() {
  local home version on_path
  on_path=$(command -v javac || true)
  [ -z "$on_path" ] || on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
  for home in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -n "$home" ] || continue
    version=$(java_feature_version "$home" || true)
    if [ -n "$version" ] && [ "$version" -ge 25 ]; then
      printf '%s\n' "$home"
      return
    fi
  done
  return 1
}

if ! JAVA_HOME=$(find_jdk); then
  echo "Millrace needs a JDK 25 or later and found none in JAVA_HOME, on the PATH or in the usual folders." >&2
  echo "Install one (Temurin 25 from https://adoptium.net, say) or set JAVA_HOME to it." >&2
  exit 1
fi
export JAVA_HOME
# Keeps Maven's own libraries from warning about what later JDKs will forbid.
export MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
