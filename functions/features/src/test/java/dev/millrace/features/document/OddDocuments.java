package dev.millrace.features.document;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Documents as nobody should send them: numbers of every form and size, escapes, half surrogates,
 * depth, repeated names, other encodings, cut and changed bytes. All follow from the seed.
 */
final class OddDocuments {
  private static final String[] EXPONENTS = {
    "0",
    "1",
    "-1",
    "12",
    "308",
    "-324",
    "400",
    "-400",
    "999999999",
    "2147483647",
    "2147483648",
    "-2147483647",
    "-2147483648",
    "-2147483649",
    "4294967296",
    "99999999999999999999"
  };
  private static final String[] ODD_VALUES = {
    "NaN",
    "-Infinity",
    "01",
    "+1",
    ".5",
    "1.",
    "1e",
    "0x10",
    "-",
    "tru",
    "undefined",
    "'a'",
    "",
    "/* c */ 1",
    "1 // c",
    "\uFEFF1",
    "\u00a01"
  };
  private static final String[] TEXTS = {
    "",
    " ",
    "01099",
    "1099.0",
    "01099-",
    " 01099\u00a0",
    "1e9",
    "1731880381293",
    "2024-11-17T22:53:01.293+01:00",
    "9999-12-31T23:59:59Z",
    "é-東-😀",
    "\\ud800",
    "\\udc00\\ud800",
    "\\u0000",
    "\\n\\\"\\\\",
    "\t",
    "\\x"
  };
  private static final Charset[] ENCODINGS = {
    StandardCharsets.UTF_8,
    StandardCharsets.UTF_16LE,
    StandardCharsets.UTF_16,
    StandardCharsets.ISO_8859_1
  };
  private static final byte[] STRUCTURE =
      "\"\\{}[],:0123456789-+.eEtrufalsn \n\t/*'".getBytes(StandardCharsets.UTF_8);

  private final Random random;

  OddDocuments(long seed) {
    this.random = new Random(seed);
  }

  /** The next document, of at most some ten thousand bytes. */
  byte[] next() {
    List<String> source = new ArrayList<>(List.of(member("createdDateTime"), member("zipCode")));
    List<String> members = new ArrayList<>();
    members.add(oneIn(20) ? member("_id") : "\"_id\": \"a\"");
    members.add(member("_index"));
    for (int more = random.nextInt(3); more > 0; more--) {
      source.add(member(any("x", "createdDateTime", "zipCode", "z\\u0069pCode", "_id")));
      members.add(member(any("x", "_id", "_source", "sort")));
    }
    Collections.shuffle(source, random);
    members.add("\"_source\": {" + String.join(any(",", ", ", "\n,"), source) + "}");
    Collections.shuffle(members, random);
    String text = "{" + String.join(",", members) + "}" + (oneIn(30) ? any(" ", "x", "{}") : "");
    byte[] bytes =
        (oneIn(50) ? "\uFEFF" + text : text)
            .getBytes(oneIn(30) ? encoding() : StandardCharsets.UTF_8);
    return oneIn(4) ? changed(bytes) : bytes;
  }

  private Charset encoding() {
    return ENCODINGS[random.nextInt(ENCODINGS.length)];
  }

  private byte[] changed(byte[] bytes) {
    if (oneIn(4)) {
      return Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }
    for (int changes = random.nextInt(3); changes >= 0; changes--) {
      bytes[random.nextInt(bytes.length)] =
          oneIn(4) ? (byte) random.nextInt(256) : STRUCTURE[random.nextInt(STRUCTURE.length)];
    }
    return bytes;
  }

  private String member(String name) {
    return "\"" + name + "\": " + value(0);
  }

  private String value(int depth) {
    return switch (random.nextInt(depth > 3 ? 5 : 8)) {
      case 0, 1 -> number();
      case 2, 3 -> "\"" + any(TEXTS) + "\"";
      case 4 -> oneIn(8) ? any(ODD_VALUES) : any("true", "false", "null", "1731880381293");
      case 5 -> "[" + value(depth + 1) + (oneIn(2) ? "," + value(depth + 1) : "") + "]";
      case 6 -> "{\"" + any("a", "$date", "_id") + "\": " + value(depth + 1) + "}";
      default -> oneIn(40) ? "[".repeat(2_000) : "[".repeat(70) + "1" + "]".repeat(70);
    };
  }

  private String number() {
    String digits =
        oneIn(10)
            ? "9".repeat(1 + random.nextInt(1_100))
            : any("0", "1", "100", "1731880381293", "99999", "1.5", "0.000", "1.0");
    String exponent = oneIn(2) ? any("e", "E", "e+").concat(any(EXPONENTS)).replace("+-", "-") : "";
    return any("", "", "-") + digits + exponent;
  }

  private boolean oneIn(int count) {
    return random.nextInt(count) == 0;
  }

  private String any(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
