package dev.millrace.ingestion.fetch.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.fetch.PageSource;
import dev.millrace.ingestion.fetch.RawPage;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.StepFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/** Whatever a source answers, it has rows or is the source's fault, and is the same twice. */
class DecodeFuzzTest {
  private static final SourceFixture FIXTURE = new SourceFixture();

  private static final List<PageSource> SOURCES =
      List.of(
              "'rows':'/items','total':'/total','pagination':{'type':'page','page_parameter':'p','pages':'/pages'}",
              "'pagination':{'type':'offset','offset_parameter':'p'}",
              "'rows':'/items','pagination':{'type':'cursor','cursor_parameter':'p','next':'/next','more':'/more'}",
              "'rows':'/items','pagination':{'type':'link','next':'/next'}",
              "'pagination':{'type':'link'}",
              "'format':'ndjson'",
              "'format':'csv'")
          .stream()
          .map(members -> "{'type':'rest','url':'https://api.example.com/',%s}".formatted(members))
          .map(FIXTURE::source)
          .toList();

  @AfterContainer
  static void close() throws IOException {
    FIXTURE.close();
  }

  @Provide
  Arbitrary<byte[]> bodies() {
    Arbitrary<byte[]> pieces =
        Arbitraries.of(
                "{",
                "}",
                "[",
                "]",
                ":",
                ",",
                "\"",
                "\"items\"",
                "\"total\"",
                "\"next\"",
                "\"pages\"",
                "\"more\"",
                "1",
                "-1",
                "1e999999999999",
                "0.1",
                "true",
                "null",
                "\"http://[\"",
                "\"\"",
                "id",
                ";",
                "\n",
                "\r\n",
                "\\u",
                "\uFEFF",
                "<",
                " ",
                "é",
                "{\"items\":[{\"id\":1}],\"total\":3,\"pages\":2,\"next\":",
                "[{\"id\":1}]",
                "\"file:///x\"",
                "\"?x=1\"",
                "[".repeat(200),
                "9".repeat(1_200))
            .list()
            .ofMaxSize(12)
            .map(list -> String.join("", list).getBytes(StandardCharsets.UTF_8));
    return Arbitraries.oneOf(pieces, Arbitraries.bytes().array(byte[].class).ofMaxSize(40));
  }

  @Provide
  Arbitrary<Map<String, String>> headers() {
    return Arbitraries.maps(
        Arbitraries.of("content-type", "link"),
        Arbitraries.oneOf(
            Arbitraries.of(
                "application/json",
                "text/html; charset=",
                "x/y; charset=\"UTF-16\"",
                "charset=%%%",
                "<https://api.example.com/2>; rel=\"next\"",
                "<>; rel=next",
                "<" + "a".repeat(9_000) + ">; rel=next",
                "<x>" + "; a".repeat(10_000)),
            Arbitraries.strings().ascii().ofMaxLength(30)));
  }

  @Property(tries = 2_000)
  void anyAnswerHasRowsOrIsTheSourcesFault(
      @ForAll("bodies") byte[] body, @ForAll("headers") Map<String, String> headers) {
    RawPage page = new RawPage(body, headers, 200);
    for (PageSource source : SOURCES) {
      assertThat(decoded(source, page)).isEqualTo(decoded(source, page));
    }
  }

  private static Object decoded(PageSource source, RawPage page) {
    try {
      return source.decode("", page);
    } catch (StepFailure failed) {
      assertThat(failed.error().category()).isEqualTo(FailureCategory.SOURCE);
      return failed.error();
    }
  }
}
