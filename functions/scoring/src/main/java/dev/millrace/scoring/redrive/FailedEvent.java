package dev.millrace.scoring.redrive;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.Json;
import dev.millrace.common.stream.KinesisEvents;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What Lambda's on-failure destination in S3 holds: JSON whose {@code payload} is a string with the
 * whole event, of at most 6 MB.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html">
 *     the format</a>
 */
final class FailedEvent {
  private FailedEvent() {}

  /** The event's records in order, or one entry that says why the object holds no event. */
  static List<RedriveEntry> read(InputStream object) {
    byte[] event;
    try {
      event = payload(object);
    } catch (JsonProcessingException malformed) {
      return List.of(RedriveEntry.Unreadable.notJson("it", malformed));
    } catch (IOException other) {
      return List.of(new RedriveEntry.Unreadable(other.getMessage()));
    }
    try {
      return KinesisEvents.read(new ByteArrayInputStream(event)).stream()
          .map(FailedRecord::of)
          .toList();
    } catch (JsonProcessingException malformed) {
      return List.of(RedriveEntry.Unreadable.notJson("payload", malformed));
    } catch (IOException other) {
      return List.of(
          new RedriveEntry.Unreadable("payload is no event of a stream: " + other.getMessage()));
    }
  }

  private static byte[] payload(InputStream object) throws IOException {
    try (JsonParser json = Json.FACTORY.createParser(object)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("it is no JSON object; expected what Lambda writes on failure");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (!name.equals("payload")) {
          json.skipChildren();
        } else if (value == JsonToken.VALUE_STRING) {
          return utf8(json);
        } else {
          throw new IOException("payload holds %s; expected a text".formatted(Json.kind(value)));
        }
      }
    }
    throw new IOException("payload is missing; expected the event: only destinations in S3 get it");
  }

  private static byte[] utf8(JsonParser json) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
    try (Writer writer = new OutputStreamWriter(bytes, StandardCharsets.UTF_8)) {
      json.getText(writer);
    }
    return bytes.toByteArray();
  }
}
