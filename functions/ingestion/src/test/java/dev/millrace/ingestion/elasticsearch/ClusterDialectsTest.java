package dev.millrace.ingestion.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.elasticsearch.ScriptedCluster.Answer;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.testsupport.S3Server;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against {@link ScriptedCluster}: versions and faults that the real node of the tests lacks. */
class ClusterDialectsTest {
  private static final String RECORD =
      "{\"_index\":\"visits\",\"_id\":\"%1$d\",\"_source\":{\"n\":%1$d}}";
  private static final List<String> BOTH = List.of(RECORD.formatted(1), RECORD.formatted(2));

  @TempDir private static Path folder;
  private static S3Server s3;

  private ScriptedCluster cluster;
  private PulledSource source;

  @BeforeAll
  static void beginServers() throws Exception {
    s3 = new S3Server(folder);
  }

  @AfterAll
  static void endServers() {
    s3.close();
  }

  private void begin(ScriptedCluster with, String members) throws Exception {
    cluster = with;
    source = new PulledSource(s3, cluster.endpoint(), "\"index\": \"visits\"" + members);
  }

  @AfterEach
  void end() throws Exception {
    source.close();
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"7.12.0", "7.17.29", "8.19.2", "9.2.1"})
  void elasticsearchIsReadAtAPointInTime(String version) throws Exception {
    begin(ScriptedCluster.elasticsearch(version), ", \"page_size\": 1");
    cluster.answer(
        request ->
            request.path().equals("/_search") && request.body().contains("[1796032800000,2]")
                ? Optional.of(new Answer(200, "{\"pit_id\":\"pit-3\",\"hits\":{\"hits\":[]}}"))
                : Optional.empty());

    assertThat(source.run().error()).isEmpty();

    assertThat(source.records()).isEqualTo(BOTH);
    assertThat(cluster.calls())
        .containsExactly(
            "GET /",
            "GET /visits/_field_caps",
            "POST /visits/_pit",
            "POST /_search",
            "POST /_search",
            "POST /_search",
            "DELETE /_pit");
    assertThat(cluster.searches().get(1).path("sort").toString())
        .isEqualTo(
            "[{\"@timestamp\":{\"order\":\"asc\",\"numeric_type\":\"date\",\"unmapped_type\":\"date\"}},{\"_shard_doc\":\"asc\"}]");
    assertThat(cluster.searches().get(1).path("search_after").toString())
        .isEqualTo("[1796032800000,1]");
    // Each answer may bring another id.
    assertThat(cluster.searches().get(1).at("/pit/id").asText()).isEqualTo("pit-2");
    assertThat(cluster.requests().getLast().body()).isEqualTo("{\"id\":\"pit-3\"}");
  }

  @ParameterizedTest
  @CsvSource({"7.10.2, false", "7.2.0, false", "1.3.20, true", "2.19.3, true", "3.2.0, true"})
  void anOlderClusterIsReadByTimeAlone(String version, boolean openSearch) throws Exception {
    begin(
        openSearch ? ScriptedCluster.openSearch(version) : ScriptedCluster.elasticsearch(version),
        "");

    assertThat(source.run().error()).isEmpty();

    assertThat(source.records()).isEqualTo(BOTH);
    assertThat(cluster.calls())
        .containsExactly("GET /", "GET /visits/_field_caps", "POST /visits/_search");
    assertThat(cluster.searches().getFirst().path("sort").size()).isEqualTo(1);
  }

  /** A page whose documents all have the time that it begins with does not lead on. */
  @Test
  void whereOneTimeHasMoreDocumentsThanAPageALargerPageIsRead() throws Exception {
    begin(ScriptedCluster.elasticsearch("7.10.2"), ", \"page_size\": 1");

    assertThat(source.run().error()).isEmpty();

    assertThat(source.records()).isEqualTo(BOTH);
    assertThat(cluster.searches())
        .extracting(search -> search.path("size").asInt())
        .containsExactly(1, 1, 2, 4);
  }

  @Test
  void aRoleWithoutPointsInTimeReadsByTimeAlone() throws Exception {
    begin(ScriptedCluster.openSearch("3.4.0"), "");
    cluster.answer(
        request ->
            request.path().endsWith("/point_in_time")
                ? Optional.of(Answer.error(403, "security_exception"))
                : Optional.empty());

    assertThat(source.run().error()).isEmpty();

    assertThat(source.records()).isEqualTo(BOTH);
  }

  @Test
  void aVersionThatIsTooOldIsRefused() throws Exception {
    begin(ScriptedCluster.elasticsearch("6.8.23"), "");

    assertThat(message())
        .isEqualTo(
            "The cluster is Elasticsearch 6.8.23; expected Elasticsearch 7.2 or later, or OpenSearch");
  }

  @Test
  void packedAnswersAreUnpacked() throws Exception {
    begin(ScriptedCluster.elasticsearch("8.19.2"), "");
    cluster.pack();

    source.run();

    assertThat(source.records()).isEqualTo(BOTH);
  }

  @Test
  void aUserIsToldToTheClusterWithEachRequest() throws Exception {
    begin(
        ScriptedCluster.elasticsearch("8.19.2"),
        ", \"authentication\": {\"type\": \"basic\", \"secret\": \"reader\"}");
    source.secrets.put("reader", "{\"username\": \"reader\", \"password\": \"pa:ss\"}");

    assertThat(source.run().error()).isEmpty();

    String expected =
        "Basic "
            + Base64.getEncoder().encodeToString("reader:pa:ss".getBytes(StandardCharsets.UTF_8));
    assertThat(cluster.requests())
        .allMatch(request -> request.headers().getFirst("Authorization").equals(expected));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "|{\"api_key\": \"aWQ6a2V5\"}|, ApiKey aWQ6a2V5",
        "|{\"id\": \"id\", \"api_key\": \"key\"}|, ApiKey aWQ6a2V5"
      })
  void anApiKeyIsSentEncoded(String secret, String expected) throws Exception {
    begin(
        ScriptedCluster.elasticsearch("9.2.1"),
        ", \"authentication\": {\"type\": \"api_key\", \"secret\": \"key\"}");
    source.secrets.put("key", secret);

    assertThat(source.run().error()).isEmpty();

    assertThat(cluster.requests().getFirst().headers().getFirst("Authorization"))
        .isEqualTo(expected);
  }

  @Test
  void aWrongPasswordIsNamedAndNotShown() throws Exception {
    begin(
        ScriptedCluster.elasticsearch("8.19.2"),
        ", \"authentication\": {\"type\": \"basic\", \"secret\": \"reader\"}");
    source.secrets.put("reader", "{\"username\": \"reader\", \"password\": \"wrong\"}");
    cluster.answer(_ -> Optional.of(Answer.error(401, "security_exception")));

    assertThat(message())
        .isEqualTo(
            "The cluster answered 401 security_exception when asked for its version; expected it to know the user or key of the source's secret");
    assertThat(cluster.calls()).containsExactly("GET /");
  }

  @Test
  void aUserThatMayNotSearchIsNamedWithWhatWasAskedFor() throws Exception {
    begin(ScriptedCluster.elasticsearch("8.19.2"), "");
    cluster.answer(
        request ->
            request.path().equals("/_search")
                ? Optional.of(Answer.error(403, "security_exception"))
                : Optional.empty());

    assertThat(message())
        .startsWith("The cluster answered 403 security_exception when asked to search visits;");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "|{\"username\": \"only\"}|, has no text at password",
        "|secret-text|, held what is no JSON object"
      })
  void aSecretOfAnotherFormIsNamedAndNotShown(String secret, String expected) throws Exception {
    begin(
        ScriptedCluster.elasticsearch("8.19.2"),
        ", \"authentication\": {\"type\": \"basic\", \"secret\": \"reader\"}");
    source.secrets.put("reader", secret);

    assertThat(message()).contains("The secret reader " + expected).doesNotContain("secret-text");
  }

  @Test
  void aSecretThatIsNotThereIsNamed() throws Exception {
    begin(
        ScriptedCluster.elasticsearch("8.19.2"),
        ", \"authentication\": {\"type\": \"api_key\", \"secret\": \"missing\"}");

    assertThat(message()).startsWith("The secret missing could not be read: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "Mon, 30 Nov 2026 11:00:00 GMT", "soon"})
  void aClusterWithoutRoomIsAskedAgain(String retryAfter) throws Exception {
    begin(ScriptedCluster.elasticsearch("8.19.2"), "");
    AtomicInteger refusals = new AtomicInteger();
    cluster.answer(
        request ->
            request.path().equals("/_search") && refusals.getAndIncrement() < 2
                ? Optional.of(
                    Answer.error(
                        refusals.get() == 1 ? 429 : 503,
                        "es_rejected_execution_exception",
                        "Retry-After",
                        retryAfter))
                : Optional.empty());

    assertThat(source.run().error()).isEmpty();

    assertThat(source.records()).isEqualTo(BOTH);
  }

  @Test
  void aClusterThatAsksForMoreTimeThanThereIsEndsTheRun() throws Exception {
    begin(ScriptedCluster.elasticsearch("8.19.2"), "");
    cluster.answer(
        request ->
            request.path().equals("/_search")
                ? Optional.of(
                    Answer.error(429, "es_rejected_execution_exception", "Retry-After", "3600"))
                : Optional.empty());

    assertThat(message())
        .contains("answered 429, at attempt 1, the next one being due in 3600000 ms");
  }

  @ParameterizedTest
  @CsvSource({"413, content_too_long_exception", "429, circuit_breaking_exception"})
  void aPageThatIsTooLargeIsHalved(int status, String type) throws Exception {
    begin(ScriptedCluster.elasticsearch("8.19.2"), ", \"page_size\": 8");
    cluster.answer(
        request ->
            request.path().equals("/_search") && request.json().path("size").asInt() > 3
                ? Optional.of(Answer.error(status, type))
                : Optional.empty());

    assertThat(source.run().error()).isEmpty();

    assertThat(source.records()).isEqualTo(BOTH);
    assertThat(cluster.searches())
        .extracting(search -> search.path("size").asInt())
        .startsWith(8, 4, 2);
  }

  @Test
  void aDocumentThatIsLargerThanAnAnswerIsKeptByNameAndPassedOver() throws Exception {
    begin(ScriptedCluster.elasticsearch("8.19.2"), ", \"page_size\": 2");
    cluster.answer(
        request ->
            request.path().equals("/_search")
                    && request.json().path("_source").asBoolean()
                    && !request.json().has("search_after")
                ? Optional.of(new Answer(200, "{\"hits\":\"%s\"}".formatted("x".repeat(25 << 20))))
                : Optional.empty());

    SourceOutcome outcome = source.run();

    assertThat(outcome.error()).isEmpty();
    assertThat(outcome.oversize()).isEqualTo(1);
    assertThat(source.records()).first().isEqualTo(BOTH.get(1));
    assertThat(s3.keys(source.bucket))
        .filteredOn(key -> key.startsWith("oversize/"))
        .singleElement()
        .satisfies(
            key ->
                assertThat(s3.get(source.bucket, key))
                    .isEqualTo("{\"_index\":\"visits\",\"_id\":\"1\"}"));
  }

  @Test
  void anAnswerOfSomeShardsOnlyIsNoAnswer() throws Exception {
    begin(ScriptedCluster.elasticsearch("8.19.2"), "");
    cluster.answer(
        request ->
            request.path().equals("/_search")
                ? Optional.of(
                    new Answer(
                        200, "{\"_shards\":{\"total\":2,\"failed\":1},\"hits\":{\"hits\":[]}}"))
                : Optional.empty());

    SourceOutcome outcome = source.run();

    assertThat(outcome.error().orElseThrow().message())
        .isEqualTo("A search of visits 1 shards failed; expected the answer of every shard");
    assertThat(outcome.caughtUp()).isFalse();
    assertThat(cluster.requests())
        .filteredOn(request -> request.path().equals("/_search"))
        .allMatch(request -> request.query().equals("allow_partial_search_results=false"));
  }

  @Test
  void anIndexThatKeepsNoSourceIsNamed() throws Exception {
    begin(ScriptedCluster.elasticsearch("8.19.2"), "");
    cluster.answer(
        request ->
            request.path().equals("/_search")
                ? Optional.of(
                    new Answer(
                        200,
                        "{\"hits\":{\"hits\":[{\"_index\":\"visits\",\"_id\":\"1\",\"sort\":[1,2]}]}}"))
                : Optional.empty());

    assertThat(message())
        .isEqualTo(
            "The index visits holds a document without _source; expected its mapping to keep _source");
  }

  @Test
  void whatIsNoClusterIsNamed() throws Exception {
    begin(ScriptedCluster.elasticsearch("8.19.2"), "");
    cluster.answer(_ -> Optional.of(new Answer(200, "<html>Welcome</html>")));

    assertThat(message()).contains("a body that is not a JSON object");
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    begin(ScriptedCluster.elasticsearch("8.19.2"), "");
    cluster.answer(_ -> Optional.of(new Answer(302, "", "Location", "http://127.0.0.1:1/")));

    assertThat(message()).contains("answered 302", "expected no redirect");
  }

  @Test
  void aClusterThatIsNotThereEndsTheRunOfItsSourceAlone() throws Exception {
    begin(ScriptedCluster.elasticsearch("8.19.2"), "");
    cluster.close();

    SourceOutcome outcome = source.run();

    assertThat(outcome.error().orElseThrow().category()).isEqualTo(FailureCategory.SOURCE);
    assertThat(outcome.error().orElseThrow().message()).contains("could not be reached");
  }

  private String message() throws InterruptedException {
    return source.run().error().orElseThrow().message();
  }
}
