package dev.millrace.ingestion.fetch.source;

import static dev.millrace.ingestion.fetch.source.SourceFixture.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.fetch.DecodedPage;
import dev.millrace.ingestion.fetch.PageSource;
import dev.millrace.ingestion.fetch.server.NodeServer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources asked of json-server, which is not ours. */
class JsonServerTest {
  private static final int TRACKS = 95;
  private static NodeServer server;

  private final SourceFixture fixture = new SourceFixture();

  @BeforeAll
  static void start() throws Exception {
    server = new NodeServer("rest.js", Integer.toString(TRACKS));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  private PageSource tracks(String members) {
    return fixture.source(
        "{'type':'rest','url':'%s',%s}".formatted(server.url("/tracks"), members));
  }

  private static List<Object> everyId() {
    return LongStream.rangeClosed(1, TRACKS).<Object>mapToObj(id -> id).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'pagination':{'type':'page','page_parameter':'_page','size_parameter':'_limit','size':20},'total':{'header':'X-Total-Count'}",
        "'pagination':{'type':'page','page_parameter':'_page','size_parameter':'_limit','size':19}",
        "'pagination':{'type':'offset','offset_parameter':'_start','limit_parameter':'_limit','size':20},'total':{'header':'X-Total-Count'}",
        "'pagination':{'type':'offset','offset_parameter':'_start','limit_parameter':'_limit','size':100,'short_page_ends':true}",
        "'parameters':{'_page':1,'_sort':'id'},'pagination':{'type':'link','size_parameter':'_limit','size':10}",
        "'pagination':{'type':'none'}"
      })
  void eachTrackComesOnce(String members) throws Exception {
    assertThat(values(tracks(members), "id")).containsExactlyElementsOf(everyId());
  }

  @Test
  void theTotalIsTheServersOwn() throws Exception {
    List<DecodedPage> pages =
        SourceFixture.pages(
            tracks(
                "'pagination':{'type':'page','page_parameter':'_page','size_parameter':'_limit','size':50},'total':{'header':'X-Total-Count'}"));

    assertThat(pages).hasSize(2).allMatch(page -> page.total().getAsLong() == TRACKS);
  }

  @Test
  void anIncrementalRunBringsWhatIsNewAndWhatTheLookbackCovers() throws Exception {
    PageSource source =
        tracks(
            "'incremental':{'field':'updated_at','parameter':'updated_at_gte','lookback_seconds':120}");
    DecodedPage all = SourceFixture.pages(source).getFirst();
    String checkpoint =
        source
            .incremental()
            .orElseThrow()
            .latest(all.rows(), Optional.empty(), SourceFixture.NOW)
            .orElseThrow();

    assertThat(values(source.since(checkpoint), "id")).containsExactly(93L, 94L, 95L);
  }

  @Test
  void anAddressThatIsNotThereIsTheSourcesFault() {
    PageSource source =
        fixture.source("{'type':'rest','url':'%s'}".formatted(server.url("/trakcs")));

    assertThat(SourceFixture.failure(source).message())
        .isEqualTo("The source answered 404: there is nothing at the address");
  }
}
