package dev.millrace.features.field;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.features.json.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What is read in plain bytes is what the JSON parser reads, and both are what stands in a tree of
 * the document. A run prints its seed; {@code -Dfuzz.seed=N} repeats it.
 */
class FieldReaderPropertyTest {
  private static final int DOCUMENTS = 20_000;
  private static final int CHANGED = 150_000;
  private static final WantedPaths FEW =
      new WantedPaths("a", "a.b", "a.b.c", "b.c", "c", "b.a.d", "a.d.a.b", "name7");

  private static final long SEED = Long.getLong("fuzz.seed", new Random().nextLong());

  static {
    System.out.println("FieldReaderPropertyTest: -Dfuzz.seed=" + SEED);
  }

  /** Three levels of four names: every path is a prefix of others, but for the last ones. */
  private static WantedPaths many() {
    String[] names = {"a", "b", "c", "d"};
    String[] paths = new String[40];
    int next = 0;
    for (String first : names) {
      for (String second : names) {
        for (String third : new String[] {"", ".a", ".c"}) {
          if (next < paths.length) {
            paths[next++] = first + "." + second + third;
          }
        }
      }
    }
    return new WantedPaths(paths);
  }

  @Test
  void wellFormedDocumentsHoldWhatTheirTreesHold() {
    int plain = compareWithTrees(FEW, new OddFieldDocuments(SEED, false));

    assertThat(plain).isGreaterThan(DOCUMENTS / 4);
  }

  @Test
  void soDoThoseWithRepeatedAndEscapedNames() {
    int plain = compareWithTrees(FEW, new OddFieldDocuments(SEED + 1, true));

    assertThat(plain).isBetween(DOCUMENTS / 50, DOCUMENTS * 9 / 10);
  }

  @Test
  void soDoThoseOfWhichFortyFieldsAreWanted() {
    compareWithTrees(many(), new OddFieldDocuments(SEED + 2, false));
    compareWithTrees(many(), new OddFieldDocuments(SEED + 3, true));
  }

  private static int compareWithTrees(WantedPaths wanted, OddFieldDocuments documents) {
    int plain = 0;
    for (int i = 0; i < DOCUMENTS; i++) {
      byte[] document = documents.next();
      Map<String, FoundField> expected = ReferenceFields.of(document, wanted.slots.keySet());
      requireEqual(document, expected, wanted.readJson(document, -1), wanted);
      DocumentFields quick = readPlain(wanted, document);
      if (quick != null) {
        plain++;
        requireEqual(document, expected, quick, wanted);
      }
    }
    return plain;
  }

  @Test
  void changedDocumentsAreReadInPlainBytesAsTheJsonParserReadsThem() {
    int plain = 0;
    for (WantedPaths wanted : new WantedPaths[] {FEW, many()}) {
      OddFieldDocuments documents = new OddFieldDocuments(SEED + 4, false);
      for (int i = 0; i < CHANGED; i++) {
        byte[] document = documents.nextChanged();
        DocumentFields quick = readPlain(wanted, document);
        if (quick != null) {
          plain++;
          DocumentFields slow = wanted.readJson(document, -1);
          assertThat(slow.malformed()).isEmpty();
          requireEqual(document, FoundField.all(slow, wanted.slots), quick, wanted);
        }
      }
    }
    assertThat(plain).isBetween(CHANGED / 20, CHANGED);
  }

  private static void requireEqual(
      byte[] document, Map<String, FoundField> expected, DocumentFields read, WantedPaths wanted) {
    Map<String, FoundField> actual = FoundField.all(read, wanted.slots);
    if (!actual.equals(expected)) {
      assertThat(actual)
          .as("seed %d: %s", SEED, new String(document, StandardCharsets.UTF_8))
          .isEqualTo(new TreeMap<>(expected));
    }
  }

  /** What stands behind the document must not be read: it would complete one that is cut. */
  private static DocumentFields readPlain(WantedPaths wanted, byte[] document) {
    byte[] longer = Arrays.copyOf(document, document.length + 2);
    Arrays.fill(longer, document.length, longer.length, (byte) '}');
    return Utf8.firstMalformed(document, 0, document.length) < 0
        ? wanted.readPlain(longer, document.length)
        : null;
  }
}
