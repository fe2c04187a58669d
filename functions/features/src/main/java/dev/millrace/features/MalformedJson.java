package dev.millrace.features;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.util.regex.Pattern;

/** The sentences that say where and why a document is malformed. */
final class MalformedJson {

  private static final String EXPECTED = "expected one JSON object in UTF-8";
  private static final Pattern JACKSON_SETTING = Pattern.compile(", from `[^`]*`");

  private MalformedJson() {}

  static String notUtf8(int at, byte held) {
    return "document held 0x%02X at byte %d, which is no UTF-8 there, %s"
        .formatted(held & 0xFF, at, EXPECTED);
  }

  static String cut(int length) {
    return length == 0
        ? "document held nothing, " + EXPECTED
        : "document ends at byte %d, before its object does, %s".formatted(length, EXPECTED);
  }

  static String trailing() {
    return "document goes on after its object, " + EXPECTED;
  }

  static String near(long position, JsonParseException problem) {
    return "document is malformed near byte %d (%s), %s"
        .formatted(position, shown(problem), EXPECTED);
  }

  static String beyondLimit(StreamConstraintsException problem) {
    return "document is beyond a limit (%s), %s".formatted(shown(problem), EXPECTED);
  }

  private static String shown(JsonProcessingException problem) {
    String firstLine = problem.getOriginalMessage().lines().findFirst().orElse("");
    return Held.shown(JACKSON_SETTING.matcher(firstLine).replaceAll(""));
  }
}
