package dev.millrace.features.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever the bytes are, they give a session or a rejection, and the same whether the parser is
 * new or has read other documents before. Run with {@code JAZZER_FUZZ=1} to search for new inputs;
 * else those of the resources are tried.
 */
class SessionParserFuzzTest {
  private static final byte[] DOCUMENT =
      """
      {"_index": "s", "_id": "é-1", "_source": {"pages": [{"t": "\\u00e9 \\"x\\" \\\\", "n": [-1.5e-3, true, null]}],
       "createdDateTime": {"$date": "2024-11-17T22:53:01.293+01:00"}, "zipCode": 2134, "device": {"_id": {}, "😀": []}}}"""
          .getBytes(StandardCharsets.UTF_8);
  private static final int MUTATIONS = 200_000;

  @FuzzTest(maxDuration = "60s")
  void everyDocumentIsASessionOrARejection(byte[] document) {
    ParsedDocument parsed = Documents.parse(document);
    assertThat(parsed)
        .isEqualTo(
            new SessionParser(FieldPaths.DEFAULT, Duration.ofDays(1))
                .parse(document, Documents.ARRIVAL));
    switch (parsed) {
      case Session session -> {
        assertThat(session.id()).isNotEmpty();
        assertThat(session.createdDateTime())
            .isAfterOrEqualTo(Instant.parse("2000-01-01T00:00:00Z"));
      }
      case Rejection rejection -> {
        assertThat(rejection.reason()).isNotEqualTo(Reason.PARSER_FAILED);
        assertThat(rejection.detail()).isNotEmpty().hasSizeLessThan(1_000);
      }
    }
  }

  @Test
  void aDocumentCutAtAnyByteIsMalformed() {
    assertThat(Documents.parse(DOCUMENT)).isInstanceOf(Session.class);
    for (int length = 0; length < DOCUMENT.length; length++) {
      assertThat(Documents.parse(Arrays.copyOf(DOCUMENT, length)))
          .as("the first %d bytes", length)
          .isInstanceOfSatisfying(
              Rejection.class,
              rejection -> assertThat(rejection.reason()).isEqualTo(Reason.MALFORMED_JSON));
    }
  }

  /** As long as Jackson's buffer of 8,000 bytes, and then some. */
  @Test
  void aDocumentThatFillsTheParsersBufferAgainAndAgainIsReadLikeAnother() {
    byte[] small = DOCUMENT;
    String json = new String(small, StandardCharsets.UTF_8);
    for (int padding = 7_600; padding < 8_100; padding++) {
      byte[] large =
          json.replace("\"_index\": \"s\"", "\"_index\": \"%s\"".formatted("s".repeat(padding)))
              .getBytes(StandardCharsets.UTF_8);
      assertThat(Documents.parse(large)).as("%d", padding).isEqualTo(Documents.parse(small));
      everyDocumentIsASessionOrARejection(Arrays.copyOf(large, large.length - 1));
    }
  }

  @Test
  void changedBytesNeverBreakTheParser() {
    Random random = new Random(7);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] document = DOCUMENT.clone();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        document[random.nextInt(document.length)] = (byte) random.nextInt(256);
      }
      everyDocumentIsASessionOrARejection(document);
    }
  }
}
