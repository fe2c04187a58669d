package dev.millrace.features.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever the bytes are, they give a record or a rejection, and the same whether the parser is new
 * or has read other documents before. Run with {@code JAZZER_FUZZ=1} to search for new inputs; else
 * those of the resources are tried.
 */
class DocumentParserFuzzTest {
  private static final byte[] DOCUMENT =
      """
      {"_index": "s", "_id": "é-1", "_source": {"pages": [{"t": "\\u00e9 \\"x\\" \\\\", "n": [-1.5e-3, true, null]}],
       "createdDateTime": {"$date": "2024-11-17T22:53:01.293+01:00"}, "zipCode": 2134, "device": {"_id": {}, "😀": []}}}"""
          .getBytes(StandardCharsets.UTF_8);
  private static final int MUTATIONS = 200_000;

  @FuzzTest(maxDuration = "60s")
  void everyDocumentIsARecordOrARejection(byte[] document) {
    ParsedDocument parsed = Documents.parse(document);
    assertThat(Documents.verdict(parsed))
        .isEqualTo(Documents.verdict(Documents.PLAN.parser().parse(document, Documents.ARRIVAL)));
    switch (parsed) {
      case DocumentRecord record -> {
        assertThat(record.id()).isNotEmpty();
        assertThat(record.eventTime()).isAfterOrEqualTo(Instant.parse("2000-01-01T00:00:00Z"));
      }
      case Rejection rejection -> {
        assertThat(rejection.reason()).isNotEqualTo(Reason.PARSER_FAILED);
        assertThat(rejection.detail()).isNotEmpty().hasSizeLessThan(1_000);
      }
    }
  }

  @Test
  void aDocumentCutAtAnyByteIsMalformed() {
    assertThat(Documents.parse(DOCUMENT)).isInstanceOf(DocumentRecord.class);
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
      assertThat(Documents.verdict(Documents.parse(large)))
          .as("%d", padding)
          .isEqualTo(Documents.verdict(Documents.parse(small)));
      everyDocumentIsARecordOrARejection(Arrays.copyOf(large, large.length - 1));
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
      everyDocumentIsARecordOrARejection(document);
    }
  }
}
