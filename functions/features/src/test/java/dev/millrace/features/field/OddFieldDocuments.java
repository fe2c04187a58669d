package dev.millrace.features.field;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Documents with fields at wanted paths in every way in which they can stand there: nested, with
 * dots in names, in arrays of none, one and several, in MongoDB's objects, repeated, escaped. All
 * follow from the seed.
 */
final class OddFieldDocuments {
  private static final String[] NAMES = {"a", "b", "c", "d", "a.b", "b.c", "a.b.c", "x", "name7"};
  private static final String[] DOLLAR_NAMES = {
    "$date", "$oid", "$numberLong", "$numberInt", "$numberDouble", "$numberDecimal", "$other"
  };
  private static final String[] SCALARS = {
    "1",
    "-0",
    "2.50",
    "1e3",
    "1731880381293",
    "9999999999999999999999999",
    "true",
    "false",
    "null",
    "\"\"",
    "\"t\"",
    "\"7\"",
    "\"-7.5e1\"",
    "\"007\"",
    "\"é-東-😀\"",
    "\"2024-11-17T21:53:01Z\"",
    "\"\\u0041\\n\"",
    "\"\\ud800\"",
    "\"\\ud83d\\ude00\""
  };
  private static final byte[] STRUCTURE =
      "\"\\{}[],:0123456789-+.eEtrufalsn \n\té$".getBytes(StandardCharsets.UTF_8);

  private final Random random;
  private final boolean repeats;

  /**
   * Documents.
   *
   * @param repeats whether names are repeated and escaped, which the plain reader gives up on
   */
  OddFieldDocuments(long seed, boolean repeats) {
    this.random = new Random(seed);
    this.repeats = repeats;
  }

  /** The next document, which is well-formed. */
  byte[] next() {
    return object(0).getBytes(StandardCharsets.UTF_8);
  }

  /** The next document, with a few bytes changed or cut off. */
  byte[] nextChanged() {
    byte[] bytes = next();
    if (random.nextInt(6) == 0) {
      return Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }
    for (int changes = random.nextInt(3); changes >= 0; changes--) {
      bytes[random.nextInt(bytes.length)] =
          random.nextInt(6) == 0
              ? (byte) random.nextInt(256)
              : STRUCTURE[random.nextInt(STRUCTURE.length)];
    }
    return bytes;
  }

  private String object(int depth) {
    List<String> names = new ArrayList<>(List.of(NAMES));
    Collections.shuffle(names, random);
    List<String> members = new ArrayList<>();
    for (String name : names.subList(0, random.nextInt(depth == 0 ? names.size() : 4))) {
      members.add(member(name, depth));
      if (repeats && random.nextInt(4) == 0) {
        members.add(member(name, depth));
      }
    }
    if (repeats) {
      Collections.shuffle(members, random);
    }
    return "{" + space() + String.join(space() + ",", members) + "}";
  }

  private String member(String name, int depth) {
    String written = repeats && random.nextInt(8) == 0 ? name.replace("a", "\\u0061") : name;
    return "\"" + written + "\":" + space() + value(depth + 1);
  }

  private String value(int depth) {
    return switch (random.nextInt(depth > 4 ? 4 : 9)) {
      case 4, 5, 6 -> object(depth);
      case 7 -> array(depth);
      case 8 -> dollar(depth);
      default -> any(SCALARS);
    };
  }

  private String array(int depth) {
    List<String> elements = new ArrayList<>();
    int count = random.nextInt(4) == 0 ? random.nextInt(4) : 1;
    for (int i = 0; i < count; i++) {
      elements.add(value(depth + 1));
    }
    return "[" + space() + String.join(",", elements) + space() + "]";
  }

  private String dollar(int depth) {
    String first = "\"" + any(DOLLAR_NAMES) + "\":" + space();
    return switch (random.nextInt(8)) {
      case 0 -> "{" + first + value(depth + 1) + "}";
      case 1 -> "{" + first + any(SCALARS) + ", " + member(any(NAMES), depth) + "}";
      case 2 -> "{" + first + any(SCALARS) + ", " + first + any(SCALARS) + "}";
      case 3 -> "{" + first + dollar(depth) + "}";
      default -> "{" + first + any(SCALARS) + space() + "}";
    };
  }

  private String space() {
    return random.nextInt(5) == 0 ? any(" ", "\n\t", "\r\n  ") : "";
  }

  private String any(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
