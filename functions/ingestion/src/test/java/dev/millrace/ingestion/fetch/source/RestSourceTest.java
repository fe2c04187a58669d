package dev.millrace.ingestion.fetch.source;

import static dev.millrace.ingestion.fetch.server.ScriptedServer.answer;
import static dev.millrace.ingestion.fetch.source.SourceFixture.failure;
import static dev.millrace.ingestion.fetch.source.SourceFixture.retryable;
import static dev.millrace.ingestion.fetch.source.SourceFixture.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.fetch.DecodedPage;
import dev.millrace.ingestion.fetch.PageSource;
import dev.millrace.ingestion.fetch.RawPage;
import dev.millrace.ingestion.fetch.server.ScriptedServer;
import dev.millrace.ingestion.fetch.server.ScriptedServer.Handler;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RestSourceTest {
  private final SourceFixture fixture = new SourceFixture();
  private ScriptedServer server;

  @AfterEach
  void close() throws IOException {
    fixture.close();
    if (server != null) {
      server.close();
    }
  }

  private PageSource source(Handler handler, String members) {
    server = new ScriptedServer(handler);
    return fixture.source("{'type':'rest','url':'%s'%s}".formatted(server.url("/x"), members));
  }

  private static Handler always(int status, String body, String... headers) {
    return (request, out) -> answer(out, status, body, headers);
  }

  private List<String> targets() {
    return server.requests().stream().map(ScriptedServer.Request::target).toList();
  }

  @Test
  void withoutPaginationAllRowsAreInOneAnswer() throws Exception {
    PageSource source = source(always(200, "[{'id':1},{'id':2}]".replace('\'', '"')), "");

    assertThat(values(source, "id")).containsExactly(1L, 2L);
    assertThat(targets()).containsExactly("/x");
    assertThat(server.requests().getFirst().headers())
        .containsEntry("accept", "application/json")
        .containsEntry("user-agent", "Millrace");
  }

  @Test
  void headersParametersAndBodyAreSent() throws Exception {
    PageSource source =
        source(
            always(200, "[]"),
            ",'method':'POST','body':{'query':{'all':true},'page':7},'headers':{'X-A':'b'},"
                + "'parameters':{'q':'a b&c','n':3,'live':true},"
                + "'pagination':{'type':'page','page_parameter':'page','in':'body'}");

    values(source, "id");

    ScriptedServer.Request request = server.requests().getFirst();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.target()).isEqualTo("/x?q=a%20b%26c&n=3&live=true");
    assertThat(request.headers())
        .containsEntry("x-a", "b")
        .containsEntry("content-type", "application/json");
    assertThat(request.body()).isEqualTo("{\"query\":{\"all\":true},\"page\":1}");
  }

  @Test
  void aSecretIsInTheRequestAndNowhereElse() throws Exception {
    fixture.secrets().put("sources/localhost/api", "{\"token\":\"open-sesame\"}");
    String held = "{'secret':'sources/localhost/api','field':'token'";
    PageSource source =
        source(
            (request, out) ->
                answer(
                    out,
                    200,
                    "[{\"id\":1}]",
                    "Link: <%s&page=2>; rel=\"next\"".formatted(request.target())),
            ",'headers':{'Authorization':%s,'prefix':'Bearer '}},'parameters':{'key':%s}},"
                    .formatted(held, held)
                + "'pagination':{'type':'link'}");

    RawPage raw = source.fetch("", SourceFixture.deadline());
    DecodedPage page = source.decode("", raw);
    source.fetch(page.next().orElseThrow(), SourceFixture.deadline());

    assertThat(server.requests().getFirst().headers())
        .containsEntry("authorization", "Bearer open-sesame");
    assertThat(targets()).containsExactly("/x?key=open-sesame", "/x?page=2&key=open-sesame");
    assertThat(raw.headers().toString() + raw + page.next() + source).doesNotContain("sesame");
    assertThat(fixture.secrets().reads()).isEqualTo(1);
  }

  @Test
  void aSecretThatHasChangedIsReadAnew() throws Exception {
    fixture.secrets().put("sources/localhost/api", "old");
    PageSource source =
        source(
            (request, out) -> {
              boolean isNew = request.headers().get("authorization").equals("new");
              answer(out, isNew ? 200 : 401, "[]");
            },
            ",'headers':{'Authorization':{'secret':'sources/localhost/api'}}");
    RunError error = failure(source);
    fixture.secrets().put("sources/localhost/api", "new");

    assertThat(values(source, "id")).isEmpty();

    assertThat(error.category()).isEqualTo(FailureCategory.SOURCE);
    assertThat(error.message())
        .contains("401", "does not accept the secret sources/localhost/api", "anew");
    assertThat(error.field()).isEqualTo("/sources/0/headers/Authorization");
    assertThat(server.requests()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void whoIsNotKnownIsToldSo(int status) {
    assertThat(failure(source(always(status, ""), "")).message())
        .contains(Integer.toString(status), "has no secret");
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504, 520})
  void aStatusThatMayPassIsRetryable(int status) {
    assertThat(retryable(source(always(status, "secret details"), "")))
        .hasMessageContaining(Integer.toString(status))
        .hasMessageNotContaining("secret details");
  }

  @ParameterizedTest
  @ValueSource(ints = {304, 400, 404, 405, 406, 410, 414, 415, 418, 422, 501})
  void anyOtherStatusIsTheSourcesFault(int status) {
    RunError error = failure(source(always(status, "secret details"), ""));

    assertThat(error.category()).isEqualTo(FailureCategory.SOURCE);
    assertThat(error.message()).contains(Integer.toString(status)).doesNotContain("secret");
    assertThat(error.field()).isEqualTo("/sources/0/url");
  }

  @ParameterizedTest
  @CsvSource({
    "429, Retry-After: 7, 7",
    "503, 'Retry-After: Mon, 30 Nov 2026 12:00:30 GMT', 30",
    "429, 'Retry-After: Mon, 30 Nov 2026 11:00:00 GMT', 0",
    "403, Retry-After: 60, 60",
    "429, 'X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 1796040090', 90"
  })
  void theSourceSaysHowLongToWait(int status, String header, long seconds) {
    assertThat(retryable(source(always(status, "", header), "")).retryAfter())
        .contains(Duration.ofSeconds(seconds));
  }

  @Test
  void aSourceMaySayNothingOfWaiting() {
    assertThat(retryable(source(always(429, ""), "")).retryAfter()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|/items|The answer is empty",
        "{\"items\":[{]|/items|is not JSON, nested at most 100 deep, at line 1",
        "{\"items\":[|/items|is not JSON",
        "{\"error\":\"overloaded\"}|/items|nothing is at `/items`: the answer is an object with [error]",
        "{\"data\":{\"rows\":[]}}|/data/items|`/data` is an object with [rows]",
        "{\"items\":{}}|/items|`/items` is an object, expected an array",
        "[{\"id\":1},3]|''|Row 1 of The answer is a whole number, expected an object",
        "{\"error\":1}|''|The answer is an object, expected an array",
        "<!DOCTYPE html><p>Log in|/items|a page of HTML or XML (text/html)",
        "{} {}|''|more than one JSON document",
      })
  void anAnswerThatCannotBeReadIsTheSourcesFault(String body, String rows, String message) {
    RunError error =
        failure(
            source(
                always(200, body == null ? "" : body, "Content-Type: text/html; charset=utf-8"),
                ",'rows':'%s'".formatted(rows)));

    assertThat(error.category()).isEqualTo(FailureCategory.SOURCE);
    assertThat(error.message()).contains(message);
  }

  @Test
  void noRowsMayBeWrittenAsNull() throws Exception {
    assertThat(values(source(always(200, "{\"items\":null}"), ",'rows':'/items'"), "id")).isEmpty();
  }

  @Test
  void noContentIsNoRow() throws Exception {
    assertThat(values(source(always(204, ""), ",'rows':'/items'"), "id")).isEmpty();
  }

  @Test
  void tooManyRowsAreALimit() {
    String rows = "[" + "{},".repeat(100_000) + "{}]";

    assertThat(failure(source(always(200, rows), "")).category()).isEqualTo(FailureCategory.LIMIT);
  }

  @Test
  void linesOfJsonAreRows() throws Exception {
    PageSource source = source(always(200, "{\"id\":1}\n\n{\"id\":2}\n"), ",'format':'ndjson'");

    assertThat(values(source, "id")).containsExactly(1L, 2L);
  }

  @Test
  void linesOfCsvAreRowsOfTexts() throws Exception {
    PageSource source =
        source(
            always(200, "\uFEFFid;name\r\n1;\"a;\r\nb\"\r\n2;\r\n"),
            ",'format':'csv','separator':';'");

    assertThat(values(source, "name")).containsExactly("a;\r\nb", null);
    assertThat(values(source, "id")).containsExactly("1", "2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'id,name\n1'|Line 2 of the CSV has 1 cells, its header 2",
        "'id,id\n1,2'|two of one name",
        "'id,\n1,2'|a column without a name",
        "'<html>,'|a page of HTML",
      })
  void csvThatCannotBeReadIsTheSourcesFault(String body, String message) {
    assertThat(failure(source(always(200, body), ",'format':'csv'")).message()).contains(message);
  }

  @Test
  void anAnswerIsReadInItsCharset() throws Exception {
    byte[] latin = "[{\"id\":\"é\"}]".getBytes(StandardCharsets.ISO_8859_1);
    PageSource declared =
        source(
            (request, out) ->
                answer(out, 200, latin, "Content-Type: application/json; charset=ISO-8859-1"),
            "");
    assertThat(values(declared, "id")).containsExactly("é");
    server.close();

    PageSource undeclared = source((request, out) -> answer(out, 200, latin), "");
    assertThat(failure(undeclared).message()).contains("not text in UTF-8");
  }

  @Test
  void longNumbersKeepTheirDigits() throws Exception {
    PageSource source =
        source(always(200, "[{\"id\":9007199254740993},{\"id\":9223372036854775807}]"), "");

    assertThat(values(source, "id")).containsExactly(9007199254740993L, Long.MAX_VALUE);
  }

  @Test
  void anIncrementalRunAsksFromTheCheckpointLessTheLookback() throws Exception {
    PageSource source =
        source(
            always(
                200,
                Stream.of("2026-11-30T10:00:00Z", "2026-11-30T11:30:00.5+01:00", "later")
                    .map("{\"at\":\"%s\"}"::formatted)
                    .toList()
                    .toString()),
            ",'incremental':{'field':'at','parameter':'since','lookback_seconds':3600}");
    DecodedPage page = SourceFixture.pages(source).getFirst();
    String checkpoint =
        source
            .incremental()
            .orElseThrow()
            .latest(page.rows(), Optional.empty(), SourceFixture.NOW)
            .orElseThrow();

    SourceFixture.pages(source.since(checkpoint));

    assertThat(targets()).containsExactly("/x", "/x?since=2026-11-30T09%3A30%3A00.500Z");
  }

  @Test
  void aFirstRunAsksFromTheInitialValue() throws Exception {
    values(
        source(
            always(200, "[]"),
            ",'incremental':{'field':'n','parameter':'after','format':'number','initial':17}"),
        "n");

    assertThat(targets()).containsExactly("/x?after=17");
  }
}
