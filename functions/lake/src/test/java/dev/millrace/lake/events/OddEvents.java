package dev.millrace.lake.events;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Service events as nobody should send them: numbers of every form and size, far times, half
 * surrogates, depth, repeated names, cut and changed bytes. All follow from the seed.
 */
final class OddEvents {
  private static final List<String> FIELDS =
      List.of(
          "event_id",
          "timestamp",
          "service",
          "event_type",
          "latency_ms",
          "status_code",
          "user_id",
          "schema_version",
          "x");
  private static final List<String> VALUES =
      List.of(
          "1",
          "-0",
          "200.0",
          "1e-3",
          "100e2147483647",
          "100e-2147483648",
          "-1e2147483648",
          "1e99999999999999999999",
          "0e99999999999999999999",
          "1e999999999",
          "1e400",
          "true",
          "null",
          "\"\"",
          "\" \u00a0\"",
          "\"a\"",
          "\"200\"",
          "\"1e9\"",
          "\"\\ud800\"",
          "\"\\u0000\"",
          "\"2025-01-12T10:32:14Z\"",
          "\"9999-12-31T23:59:59.999999999Z\"",
          "\"0001-01-01T00:00:00Z\"",
          "\"2025-02-29T10:32:14Z\"",
          "{}",
          "[]",
          "{\"a\": {\"a\": 1, \"a\": [1e2147483647]}}");
  private static final List<String> ODD_VALUES =
      List.of("NaN", "-Infinity", "01", "+1", ".5", "'a'", "/* c */ 1", "\"\t\"", "\"\\x\"", "");
  private static final byte[] STRUCTURE =
      "\"\\{}[],:0123456789-+.eE \n/*'".getBytes(StandardCharsets.UTF_8);

  private final Random random;

  OddEvents(long seed) {
    this.random = new Random(seed);
  }

  /** The next event, of at most some thousand bytes. */
  byte[] next() {
    List<String> members =
        new ArrayList<>(
            List.of(
                "\"event_id\": \"e1\"",
                "\"timestamp\": \"2025-01-12T10:32:14Z\"",
                "\"service\": \"s\"",
                "\"event_type\": \"t\""));
    for (int more = random.nextInt(5); more > 0; more--) {
      members.add("\"" + any(FIELDS) + "\": " + value());
    }
    Collections.shuffle(members, random);
    String text = "{" + String.join(",", members) + "}";
    byte[] bytes =
        text.getBytes(random.nextInt(40) == 0 ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8);
    return random.nextInt(4) == 0 ? changed(bytes) : bytes;
  }

  private String value() {
    return switch (random.nextInt(20)) {
      case 0 -> any(ODD_VALUES);
      case 1 -> "9".repeat(1 + random.nextInt(1_100));
      case 2 -> "1." + "0".repeat(random.nextInt(900)) + "1e" + random.nextInt();
      case 3 -> "[".repeat(random.nextInt(1_200)) + "1";
      case 4 -> "[".repeat(60) + "1" + "]".repeat(60);
      default -> any(VALUES);
    };
  }

  private byte[] changed(byte[] bytes) {
    if (random.nextInt(4) == 0) {
      return Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }
    for (int changes = random.nextInt(3); changes >= 0; changes--) {
      bytes[random.nextInt(bytes.length)] =
          random.nextInt(4) == 0
              ? (byte) random.nextInt(256)
              : STRUCTURE[random.nextInt(STRUCTURE.length)];
    }
    return bytes;
  }

  private String any(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
