package dev.millrace.scoring.redrive;

import dev.millrace.common.InvalidInput;
import dev.millrace.common.InvocationInput;
import dev.millrace.features.document.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Set;

/**
 * What to redrive.
 *
 * @param since objects written before this are left alone
 * @param reasons codes of the reasons to redrive; empty for every reason
 * @param after objects up to this key, itself included, are left alone; empty for none
 */
public record RedriveRequest(
    RedriveSource source, Instant since, Set<String> reasons, String after) {
  private static final String FORM =
      "{\"source\": \"quarantine\" or \"failures\", \"since\": optional, \"reason\": optional,"
          + " \"after\": optional}";

  /**
   * Reads the function's input.
   *
   * @throws InvalidInput naming the field, what it held and what was expected
   */
  public static RedriveRequest read(InputStream input) throws IOException {
    InvocationInput fields = InvocationInput.read(input, FORM);
    String held = fields.take("source").orElse(null);
    RedriveSource source =
        RedriveSource.ofCode(held)
            .orElseThrow(
                () -> InvalidInput.field("source", held, "\"quarantine\" or \"failures\""));
    RedriveRequest request =
        new RedriveRequest(
            source,
            fields.takeTime("since").orElse(Instant.MIN),
            reasons(fields.take("reason").orElse(null), source),
            fields.take("after").orElse(""));
    fields.end();
    return request;
  }

  private static Set<String> reasons(String held, RedriveSource source) {
    if (held == null) {
      return Set.of();
    }
    if (source != RedriveSource.QUARANTINE) {
      throw InvalidInput.field(
          "reason", held, "none with source \"failures\": only quarantine has reasons");
    }
    try {
      return Set.of(Reason.ofCode(held).code());
    } catch (IllegalArgumentException unknown) {
      throw new InvalidInput(unknown.getMessage(), unknown);
    }
  }
}
