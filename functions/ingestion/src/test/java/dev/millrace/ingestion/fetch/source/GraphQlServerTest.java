package dev.millrace.ingestion.fetch.source;

import static dev.millrace.ingestion.fetch.source.SourceFixture.failure;
import static dev.millrace.ingestion.fetch.source.SourceFixture.retryable;
import static dev.millrace.ingestion.fetch.source.SourceFixture.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.fetch.PageSource;
import dev.millrace.ingestion.fetch.server.NodeServer;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources asked of a GraphQL server that is not ours. */
class GraphQlServerTest {
  private static final int TRACKS = 120;
  private static NodeServer server;

  private final SourceFixture fixture = new SourceFixture();

  @BeforeAll
  static void start() throws Exception {
    server = new NodeServer("graphql.js", Integer.toString(TRACKS));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  private PageSource source(String query, String members) {
    return fixture.source(
        "{'type':'graphql','url':'%s','query':'%s',%s}"
            .formatted(server.url("/graphql"), query, members));
  }

  private static List<Object> everyId() {
    return LongStream.rangeClosed(1, TRACKS).<Object>mapToObj(id -> id).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nodes { id title }", "edges { node { id title } }"})
  void eachNodeOfAConnectionComesOnce(String rows) throws Exception {
    PageSource source =
        source(
            "query ($first: Int!, $after: String) { tracks(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } "
                + rows
                + " } }",
            "'connection':'/data/tracks','total':'/data/tracks/totalCount',"
                + "'pagination':{'type':'connection','size_variable':'first','size':100}");

    assertThat(values(source, "id")).containsExactlyElementsOf(everyId());
    assertThat(SourceFixture.pages(source))
        .hasSize(3)
        .allMatch(page -> page.total().getAsLong() == TRACKS);
  }

  @Test
  void variablesAreSent() throws Exception {
    PageSource source =
        source(
            "query ($n: Int!) { tracks(first: $n) { nodes { id } pageInfo { hasNextPage } } }",
            "'variables':{'n':3},'rows':'/data/tracks/nodes'");

    assertThat(values(source, "id")).containsExactly(1L, 2L, 3L);
  }

  @Test
  void aQueryThatIsWrongIsToldAsTheServerSaysIt() {
    RunError error = failure(source("{ tracks(first: 1) { nods { id } } }", "'rows':'/data'"));

    assertThat(error.category()).isEqualTo(FailureCategory.SOURCE);
    assertThat(error.message()).contains("Cannot query field", "nods");
  }

  @Test
  void anErrorOfAFieldIsTheSourcesFaultAndDoesNotQuoteData() {
    RunError error = failure(source("{ list { id lyrics } }", "'rows':'/data/list'"));

    assertThat(error.message())
        .contains("The answer has an error at list.1.lyrics", "partial_data")
        .doesNotContain("anna");
  }

  @Test
  void partialDataIsTakenWhereTheDefinitionSaysSo() throws Exception {
    PageSource source =
        source("{ list { id lyrics } }", "'rows':'/data/list','partial_data':'accept'");

    assertThat(values(source, "lyrics")).hasSize(TRACKS).startsWith("La", null, "La");
  }

  @Test
  void aLimitThatArrivesWithTheStatus200IsRetryable() throws Exception {
    PageSource source = source("{ limited { id } }", "'rows':'/data/limited'");

    assertThat(retryable(source)).hasMessageContaining("RATE_LIMITED");
    assertThat(values(source, "id")).hasSize(TRACKS);
  }

  @Test
  void aConnectionWithoutPageInfoIsNotTakenForTheLastPage() {
    PageSource source =
        source("{ tracks(first: 1) { nodes { id } } }", "'connection':'/data/tracks'");

    assertThat(failure(source).message()).contains("has no pageInfo { hasNextPage endCursor }");
  }
}
