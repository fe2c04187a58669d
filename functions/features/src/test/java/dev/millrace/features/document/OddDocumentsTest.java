package dev.millrace.features.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.features.json.ParserFailure;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The laws that hold of every document, over as many odd ones as a few seconds take. A run prints
 * its seed; {@code -Dfuzz.seed=N} repeats it.
 */
class OddDocumentsTest {
  private static final int DOCUMENTS = 10_000;
  private static final Pattern A_LIBRARYS_WORDS =
      Pattern.compile(
          "JsonReadFeature|Token|\\(byte\\)0x|InputStream|Source:|Jackson|VALUE_|START_");

  private final DocumentParser parser = parser();
  private final DocumentParser withIndex =
      Documents.plan(
              """
              {"record": {"id": {"paths": ["_index", "_id"], "join": "/"}},
               "features": [{"name": "hour_of_day"}, {"name": "zip_known"}]}
              """)
          .parser(OddDocumentsTest::refuse);

  private static void refuse(ParserFailure failure) {
    throw new AssertionError(failure.toString());
  }

  private static DocumentParser parser() {
    return Documents.PLAN.parser(OddDocumentsTest::refuse);
  }

  @Test
  void everyDocumentHasItsVerdictAndStopsNoOther() {
    long seed = Long.getLong("fuzz.seed", new Random().nextLong());
    System.out.println("OddDocumentsTest: -Dfuzz.seed=" + seed);
    OddDocuments documents = new OddDocuments(seed);
    Map<Reason, Integer> reasons = new EnumMap<>(Reason.class);
    int records = 0;
    for (int i = 0; i < DOCUMENTS; i++) {
      byte[] document = documents.next();
      try {
        switch (parser.parse(document, Documents.ARRIVAL)) {
          case DocumentRecord record -> records++;
          case Rejection rejection -> reasons.merge(rejection.reason(), 1, Integer::sum);
        }
        check(document);
      } catch (RuntimeException | Error broken) {
        throw new AssertionError(
            "seed %d, document %d: %s"
                .formatted(seed, i, new String(document, StandardCharsets.UTF_8)),
            broken);
      }
    }
    assertThat(records).isGreaterThan(DOCUMENTS / 50);
    assertThat(reasons)
        .containsKeys(
            Reason.MALFORMED_JSON,
            Reason.ID_MISSING,
            Reason.CREATED_DATE_TIME_MISSING,
            Reason.CREATED_DATE_TIME_INVALID,
            Reason.CREATED_DATE_TIME_OUT_OF_RANGE)
        .doesNotContainKey(Reason.PARSER_FAILED);
  }

  private void check(byte[] document) {
    ParsedDocument parsed = parser.parse(document, Documents.ARRIVAL);
    // A parser that has read others before gives what a fresh one does.
    String fresh = Documents.verdict(parser().parse(document, Documents.ARRIVAL));
    if (!Documents.verdict(parsed).equals(fresh)) {
      throw new AssertionError("another verdict than " + fresh);
    }
    ParsedDocument prefixed = withIndex.parse(document, Documents.ARRIVAL);
    if (prefixed instanceof DocumentRecord record
        && !record.id().endsWith("/" + ((DocumentRecord) parsed).id())) {
      throw new AssertionError("another id than " + parsed);
    }
    if (parsed instanceof Rejection rejection
        && (rejection.detail().length() > 1_000
            || A_LIBRARYS_WORDS.matcher(rejection.detail()).find()
            || rejection.detail().contains("limit of the parser's"))) {
      throw new AssertionError(rejection.detail());
    }
  }
}
