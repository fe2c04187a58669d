package dev.millrace.features.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.features.json.Utf8;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read in plain bytes is what the JSON parser reads. */
class PlainDocumentTest {
  private static final Instant ARRIVAL = Instant.parse("2024-11-18T00:00:00Z");
  private static final Duration AHEAD = Duration.ofDays(1);
  private static final WantedFields WANTED = WantedFields.of(FieldPaths.DEFAULT);
  private static final EventTimeField EVENT_TIME =
      new EventTimeField(FieldPaths.DEFAULT.createdDateTime(), AHEAD);
  private static final SessionParser PARSER = new SessionParser(FieldPaths.DEFAULT, AHEAD);
  private static final int MUTATIONS = 400_000;

  private static final List<String> PLAIN =
      List.of(
          "{\"_id\":\"a\",\"_source\":{\"createdDateTime\":1731880381293}}",
          """
          {"_index":"s","_id":"é-東-😀","_score":1.0,"_source":{"pages":[{"t":"\\u00e9 \\"x\\" \\\\ \\/\\b",
           "n":[-1.5e-3,0,-0,10E+2,true,false,null,[],{},[[{}]]]}],"createdDateTime":"2024-11-17T22:53:01.293+01:00",
           "device":{"createdDateTime":1,"_id":{},"screen":{"w":1024}},"zipCode":"94105-1234"},"sort":[1]}
          """,
          " { \"_source\" : { \"zipCode\" : 2134 , \"createdDateTime\" : \"1731880381293\" } ,\t\"_id\" : \"long-"
              + "x".repeat(900)
              + "\" }\r\n",
          "{\"_id\":\"a\",\"_source\":{\"zipCode\":null,\"createdDateTime\":1731880381293,\"text\":\""
              + "0123456789".repeat(30)
              + "\"}}",
          "{\"n\":[12345678,123456789,-1234567890123456,0.12345678,1.1234567890123456e+12345678],\"_id\":\"b\","
              + "\"_source\":{\"createdDateTime\":\"001731880381293\",\"zipCode\":99999,\"n\":-12345678.5}}");

  @Test
  void plainDocumentsAreReadWithoutTheJsonParser() {
    for (String document : PLAIN) {
      assertThat(plain(bytes(document))).as(document).isPresent();
      assertThat(plain(bytes(document)).get()).isEqualTo(json(bytes(document)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"_id\":\"a\",\"_id\":\"b\",\"_source\":{\"createdDateTime\":1731880381293}}",
        "{\"_id\":\"a\",\"_source\":{},\"_source\":{\"createdDateTime\":1731880381293}}",
        "{\"_id\":\"a\\n\",\"_source\":{\"createdDateTime\":1731880381293}}",
        "{\"_id\":\"a\",\"_source\":{\"created\\u0044ateTime\":1731880381293}}",
        "{\"_id\":\"a\",\"_source\":{\"createdDateTime\":1.731880381293e12}}",
        "{\"_id\":\"a\",\"_source\":{\"createdDateTime\":{\"$date\":1731880381293}}}",
        "{\"_id\":\"a\",\"_source\":{\"createdDateTime\":1731880381}}",
        "{\"_id\":\"a\",\"_source\":{\"createdDateTime\":01731880381293}}",
        "{\"_id\":\"a\",\"_source\":{\"createdDateTime\":1731880381293,}}",
        "{\"_id\":\"a\",\"_source\":{\"createdDateTime\":1731880381293}}}",
        "{\"_id\":\"a\",\"_source\":{\"createdDateTime\":1731880381293},\"x\":[1,]}",
        "{\"_id\":\"a\",\"_source\":{\"createdDateTime\":1731880381293},\"x\":[1}",
        "{\"_id\":\"a\",\"_source\":{\"createdDateTime\":1731880381293},\"x\":tru}",
        "{\"_id\":\"a\",\"_source\":{\"createdDateTime\":1731880381293},\"x\":\"\\x\"}",
        "{\"_id\":\"a\",\"_source\":{\"createdDateTime\":1731880381293},\"x\":\"\t\"}",
        "{\"_id\":\"a\",\"_source\":{\"createdDateTime\":1731880381293},\"x\":1.}",
        "{\"_id\":\"a\",\"_source\":{\"createdDateTime\":1731880381293},\"x\":+1}",
        "{\"_id\":\"a\",\"_source\":{\"createdDateTime\":1731880381293},\"x\" 1}",
      })
  void everythingElseIsLeftToTheJsonParser(String document) {
    assertThat(plain(bytes(document))).isEmpty();
  }

  @Test
  void deepAndLongThingsAreLeftToTheJsonParser() {
    String rest = "\"_id\":\"a\",\"_source\":{\"createdDateTime\":1731880381293}}";
    for (String value : List.of("[".repeat(63) + "]".repeat(63), "1" + "0".repeat(64))) {
      byte[] document = bytes("{\"x\":" + value + "," + rest);

      assertThat(plain(document)).isEmpty();
      assertThat(PARSER.parse(document, ARRIVAL)).isInstanceOf(Session.class);
    }
    assertThat(plain(bytes("{\"x\":" + "[".repeat(62) + "]".repeat(62) + "," + rest))).isPresent();
  }

  @Test
  void aDocumentThatEndsEarlyIsNotPlain() {
    for (String text : PLAIN) {
      byte[] document = bytes(text.strip());
      for (int length = 0; length < document.length; length++) {
        // What stands behind the range must not be read: it would complete the document.
        assertThat(plain(document, length)).as("the first %d bytes of %s", length, text).isEmpty();
      }
    }
  }

  @Test
  void changedBytesAreReadAsTheJsonParserReadsThem() {
    Random random = new Random(11);
    byte[] structure = bytes("\"\\{}[],:0123456789-+.eEtrufalsn \n\té");
    int plain = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] document = bytes(PLAIN.get(i % PLAIN.size()));
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        document[random.nextInt(document.length)] =
            random.nextInt(4) == 0
                ? (byte) random.nextInt(256)
                : structure[random.nextInt(structure.length)];
      }
      Optional<Session> session = plain(document);
      if (session.isPresent()) {
        plain++;
        if (!session.get().equals(json(document))) {
          assertThat(session.get())
              .as(new String(document, StandardCharsets.UTF_8))
              .isEqualTo(json(document));
        }
      }
    }
    assertThat(plain).isBetween(MUTATIONS / 10, MUTATIONS * 9 / 10);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Optional<Session> plain(byte[] document) {
    byte[] longer = Arrays.copyOf(document, document.length + 2);
    Arrays.fill(longer, document.length, longer.length, (byte) '}');
    return plain(longer, document.length);
  }

  private static Optional<Session> plain(byte[] buffer, int length) {
    return Utf8.firstMalformed(buffer, 0, length) < 0
        ? new PlainDocument(buffer, 0, length).session(WANTED, EVENT_TIME, ARRIVAL)
        : Optional.empty();
  }

  private static ParsedDocument json(byte[] document) {
    return PARSER.parseJson(
        document, 0, document.length, ARRIVAL, Utf8.firstMalformed(document, 0, document.length));
  }
}
