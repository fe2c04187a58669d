# Sourced by the scripts that run the stack, after java.sh: builds what has changed since the last time.
STAMP=.millrace/built
# What the stack does without: it is everything else.
OFF_THE_STACK='!tools/features,!tools/preflight,!model-server/training,!infra-cdk/queries-test,!benchmarks'

packages() { # the zip of each capability, built or not: what has a contract is one
  local contract
  for contract in functions/*/src/main/resources/dev/millrace/*/contract.json; do
    contract=$(dirname "$contract")
    printf '%s\n' "${contract%%/src/*}/target/${contract##*/}.zip"
  done
}

is_built() { # true when every artifact is there and no source is newer than the last build
  local artifact
  for artifact in $STAMP $(packages) \
    model-server/target/image/bin/model-server infra-cdk/target/classpath local/target/classpath \
    local/target/classes; do
    [ -e "$artifact" ] || return 1
  done
  [ -z "$(find pom.xml functions model-server infra-cdk local \
    \( -path model-server/models -o -path model-server/training -o -name target -o -name node_modules -o -name cdk.out -o -path '*/src/test' \) -prune -o \
    -type f -newer $STAMP -print -quit)" ]
}

copy_models() { # a new model, or version of one, needs no build: it is data
  local models=model-server/target/image/models
  if [ -d $models ] && ! diff -rq model-server/models $models >/dev/null; then
    echo "Copying model-server/models into the packages that hold it" >&2
    rm -r $models
    cp -r model-server/models $models
    # SeedModels registers one of them.
    maven_by_module package -Dmaven.test.skip=true -pl functions/models -am >&2
  fi
}

install_node_modules() {
  install_packages local "the Kinesis emulator and the engine of state machines"
  # The engine needs Node 22: npm has it for machines with an older one.
  if [ "$(node --version | sed 's/^v\([0-9]*\).*/\1/')" -lt 22 ]; then
    install_packages local/node "Node 22"
  fi
}

install_packages() { # FOLDER WHAT: unless they are those of the lock file
  if ! cmp -s "$1/package-lock.json" "$1/node_modules/.millrace-lock.json"; then
    echo "Installing $2" >&2
    (cd "$1" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2 &&
      cp package-lock.json node_modules/.millrace-lock.json)
  fi
}

maven_by_module() { # ARGUMENT...: runs Maven; says which module it builds, and what goes wrong
  ./mvnw --batch-mode --no-transfer-progress "$@" 2>&1 | tee .millrace/build.log |
    sed -un -e 's/^\[INFO\] Building \(.*\) [0-9][^ ]*  *\[\([0-9]*\/[0-9]*\)\]$/  \2 \1/p' -e '/^\[ERROR\]/p' || {
    echo "millrace: the build failed; .millrace/build.log has all of it" >&2
    return 1
  }
}

build() {
  mkdir -p .millrace
  install_node_modules
  if ! is_built; then
    echo "Building Millrace (a few minutes the first time)" >&2
    touch $STAMP.begun
    maven_by_module package -Dmaven.test.skip=true -pl "$OFF_THE_STACK" >&2
    mv $STAMP.begun $STAMP
  fi
  copy_models
}

# Runs a command of the local stack, in place of the shell so that signals reach it. Without the second
# compiler, which takes a core from the functions and pays only after minutes.
run_local() { # CLASS ARGUMENT...
  local class=$1
  shift
  exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx768m --enable-native-access=ALL-UNNAMED \
    --sun-misc-unsafe-memory-access=allow -cp "local/target/classes:$(cat local/target/classpath)" \
    "dev.millrace.local.command.$class" "$@"
}

# For the scripts that talk to a running stack.
read_environment() {
  if [ -f .millrace/env ]; then
    . .millrace/env
  elif [ ! -e local/target/classpath ]; then
    echo "millrace: no local stack runs; start one with ./scripts/local" >&2
    exit 1
  fi # Otherwise the command says so, once it has looked at its arguments.
}
