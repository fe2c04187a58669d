package dev.millrace.features.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.features.json.ParserFailure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;

class ParserFailureTest {
  private static final byte[] SECRET = "{\"secret\": 1}".getBytes(StandardCharsets.UTF_8);

  private final List<ParserFailure> failures = new ArrayList<>();

  private DocumentParser failing(DocumentParser.Reading reading) {
    return new DocumentParser(reading, failures::add);
  }

  private static ParsedDocument overflow(int depth) {
    return depth < 0 ? Documents.parse("") : overflow(depth + 1);
  }

  @Test
  void aDocumentThatTheParserFailsOnHasAReasonAndStopsNoOther() {
    DocumentParser parser =
        failing(
            (buffer, offset, length, arrival) -> {
              if (buffer == SECRET) {
                throw new NumberFormatException("For input string: \"secret\"");
              }
              return Documents.parse(buffer);
            });

    assertThat(parser.parse(SECRET, Documents.ARRIVAL))
        .isEqualTo(
            new Rejection(
                Optional.empty(), Reason.PARSER_FAILED, ParserFailure.detail("document")));
    assertThat(
            parser.parse(
                Documents.created("1731880381293").getBytes(StandardCharsets.UTF_8),
                Documents.ARRIVAL))
        .isInstanceOf(DocumentRecord.class);
    assertThat(failures).hasSize(1);
  }

  @Test
  void aFailureNamesClassAndPlaceAndNothingOfTheDocument() {
    failing((buffer, offset, length, arrival) -> overflowing("secret"))
        .parse(SECRET, Documents.ARRIVAL);

    assertThat(failures.getFirst().toString())
        .startsWith("java.lang.NumberFormatException at java")
        .contains(", called from dev.millrace.features.document.ParserFailureTest.overflowing(")
        .doesNotContain("secret");
  }

  private static ParsedDocument overflowing(String text) {
    throw new AssertionError(Integer.parseInt(text));
  }

  @Test
  void aStackThatOverflowsCostsThatDocumentOnly() {
    DocumentParser parser = failing((buffer, offset, length, arrival) -> overflow(0));

    assertThat(parser.parse(SECRET, Documents.ARRIVAL)).isInstanceOf(Rejection.class);
    assertThat(failures)
        .singleElement()
        .extracting(ParserFailure::exception)
        .isEqualTo("java.lang.StackOverflowError");
  }

  @Test
  void withoutAListenerThePlatformsLogIsTold() {
    List<String> lines = new ArrayList<>();
    Logger log = Logger.getLogger(DocumentParser.class.getName());
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(new SimpleFormatter().formatMessage(line));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    log.addHandler(handler);
    log.setUseParentHandlers(false);
    try {
      DocumentParser.log(new ParserFailure("x.Y", "x.Z.m(Z.java:1)", Optional.empty()));
    } finally {
      log.removeHandler(handler);
      log.setUseParentHandlers(true);
    }
    assertThat(lines).containsExactly("Parsing a document failed with x.Y at x.Z.m(Z.java:1)");
  }
}
