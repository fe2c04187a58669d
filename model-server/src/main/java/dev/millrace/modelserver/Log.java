package dev.millrace.modelserver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Writes a JSON object a line. Nobody passes it what a request held. */
final class Log {

  private static final JsonFactory JSON = new JsonFactory();

  private final PrintStream stream;

  Log(PrintStream stream) {
    this.stream = stream;
  }

  void info(String message, Map<String, ?> fields) {
    write("INFO", message, fields);
  }

  void error(String message, Map<String, ?> fields) {
    write("ERROR", message, fields);
  }

  /**
   * What a library says.
   *
   * @param thrown null where nothing was
   */
  void ofLibrary(String level, String logger, String message, Throwable thrown) {
    write(
        level,
        message,
        thrown == null
            ? Map.of("logger", logger)
            : Map.of("logger", logger, "exception", thrown.toString()));
  }

  private void write(String level, String message, Map<String, ?> fields) {
    var line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
      json.writeStringField("level", level);
      json.writeStringField("message", message);
      for (var field : fields.entrySet()) {
        json.writeFieldName(field.getKey());
        json.writePOJO(field.getValue());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    stream.println(line);
    stream.flush();
  }
}
