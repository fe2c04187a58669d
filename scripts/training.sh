# Sourced by the scripts that generate what is in the repository; needs JAVA_HOME, in the project's root.

run_training() { # MAIN_CLASS ARGUMENT...: builds model-server/training and runs one of its programs
  local target=model-server/training/target
  ./mvnw -q -pl model-server/training -am -DskipTests package
  "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -cp "$target/classes:$(cat "$target/classpath")" "$@"
}
