package dev.millrace.lake.archive;

import dev.millrace.common.InvocationInput;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * What to archive.
 *
 * @param stream the logical name of one stream; empty for all of them
 */
public record ArchiveRequest(Optional<String> stream) {
  /**
   * Reads the function's input.
   *
   * @throws dev.millrace.common.InvalidInput naming the field, what it held and what was expected
   */
  public static ArchiveRequest read(InputStream input) throws IOException {
    InvocationInput fields = InvocationInput.read(input, "{} or {\"stream\": \"sessions\"}");
    ArchiveRequest request = new ArchiveRequest(fields.take("stream"));
    fields.end();
    return request;
  }
}
