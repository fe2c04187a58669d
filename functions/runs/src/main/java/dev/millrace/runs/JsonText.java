package dev.millrace.runs;

import dev.millrace.common.InvalidInput;
import dev.millrace.common.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Checks the JSON objects that a run's row carries for its capability. */
final class JsonText {
  private JsonText() {}

  /**
   * The text, if it is one JSON object.
   *
   * @param what the text is, for the error
   * @param mostBytes the most that it may have in UTF-8
   * @throws InvalidInput otherwise
   */
  static String requireObject(String what, String text, int mostBytes) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > mostBytes) {
      throw new InvalidInput(
          "The %s holds %d bytes; expected at most %d".formatted(what, bytes.length, mostBytes));
    }
    try {
      JsonObject.read(new ByteArrayInputStream(bytes), (name, json) -> json.skipChildren());
      return text;
    } catch (JsonObject.Malformed malformed) {
      throw new InvalidInput(
          "The %s %s; expected a JSON object".formatted(what, malformed.getMessage()), malformed);
    } catch (IOException impossible) {
      throw new UncheckedIOException("Reading from memory failed", impossible);
    }
  }
}
