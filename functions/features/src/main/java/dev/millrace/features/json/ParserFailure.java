package dev.millrace.features.json;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a parser did that it must not do: it threw for what a record's bytes hold. Its text names
 * the exception's class and where it was thrown, and holds nothing of the record: an exception's
 * message may.
 *
 * @param exception the name of the exception's class
 * @param thrownAt class, method, file and line
 * @param calledFrom the same of the method of Millrace's that is nearest to it; empty when that
 *     threw itself, or is not known
 */
public record ParserFailure(String exception, String thrownAt, Optional<String> calledFrom) {
  private static final String OURS = "dev.millrace.";

  /** The failure that this exception tells of. */
  public static ParserFailure of(Throwable thrown) {
    StackTraceElement[] stack = thrown.getStackTrace();
    String first = stack.length == 0 ? "an unknown place" : stack[0].toString();
    return new ParserFailure(
        thrown.getClass().getName(),
        first,
        Arrays.stream(stack)
            .filter(frame -> frame.getClassName().startsWith(OURS))
            .findFirst()
            .map(StackTraceElement::toString)
            .filter(frame -> !frame.equals(first)));
  }

  /**
   * A sentence for whoever reads the quarantine.
   *
   * @param what was parsed: "document", say
   */
  public static String detail(String what) {
    return ("%s held what the parser fails on, which is a fault of the parser; "
            + "expected a result or a reason: the function's log names the fault")
        .formatted(what);
  }

  @Override
  public String toString() {
    return exception
        + " at "
        + thrownAt
        + calledFrom.map(frame -> ", called from " + frame).orElse("");
  }
}
