package dev.millrace.tools.preflight;

import java.util.List;

/**
 * What a check found.
 *
 * @param sentence for whoever deploys, without a full stop
 * @param commands what mends it, to be run in this order; none where nothing is to be done
 */
record Finding(Status status, String sentence, List<String> commands) {
  /** In the words of the output. */
  enum Status {
    OK("ok"),
    MISSING("missing"),
    UNKNOWN("unknown");

    private final String label;

    Status(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  Finding {
    commands = List.copyOf(commands);
    if (status == Status.MISSING && commands.isEmpty()) {
      throw new IllegalArgumentException(
          "commands held none, expected what mends \"%s\"".formatted(sentence));
    }
  }

  static Finding ok(String sentence) {
    return new Finding(Status.OK, sentence, List.of());
  }

  static Finding missing(String sentence, String... commands) {
    return new Finding(Status.MISSING, sentence, List.of(commands));
  }

  /** For what could not be looked at; the commands, if any, look at it by hand. */
  static Finding unknown(String sentence, String... commands) {
    return new Finding(Status.UNKNOWN, sentence, List.of(commands));
  }

  /** Its line of the output, and the commands in lines of their own, indented. */
  String text() {
    StringBuilder text = new StringBuilder("%-8s %s".formatted(status.label(), sentence));
    commands.forEach(command -> text.append("\n           ").append(command));
    return text.toString();
  }
}
