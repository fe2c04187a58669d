package dev.millrace.common;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The one JSON factory, and how numbers and times are written everywhere. */
public final class Json {
  public static final JsonFactory FACTORY = new JsonFactory();

  private static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final double LARGEST_EXACT_INTEGER = 0x1p53;

  private Json() {}

  /** Writes one value. */
  @FunctionalInterface
  public interface Writer {
    /** Writes JSON to a generator, which the caller closes. */
    void write(JsonGenerator json) throws IOException;
  }

  /** What a writer writes, in UTF-8. */
  public static byte[] bytes(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      writer.write(json);
    } catch (IOException impossible) {
      throw new UncheckedIOException("Writing JSON to memory failed", impossible);
    }
    return bytes.toByteArray();
  }

  /** What a value is, in the words of whoever wrote it: "an object", "a number". */
  public static String kind(JsonToken value) {
    if (value == null) {
      return "nothing";
    }
    return switch (value) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a text";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE -> "true";
      case VALUE_FALSE -> "false";
      case VALUE_NULL -> "null";
      case FIELD_NAME -> "a name";
      case END_OBJECT -> "the end of an object";
      case END_ARRAY -> "the end of an array";
      case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> "a value of no kind that JSON has";
    };
  }

  /** A whole number is written without a decimal point: 322, not 322.0. */
  public static void number(JsonGenerator json, double value) throws IOException {
    if (value == Math.rint(value) && Math.abs(value) < LARGEST_EXACT_INTEGER) {
      json.writeNumber((long) value);
    } else {
      json.writeNumber(value);
    }
  }

  /** ISO-8601 in UTC with milliseconds. */
  public static String time(Instant time) {
    return MILLISECONDS.format(time);
  }
}
