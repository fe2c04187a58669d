package dev.millrace.ingestion.fetch.source;

import static dev.millrace.ingestion.fetch.server.ScriptedServer.answer;
import static dev.millrace.ingestion.fetch.source.SourceFixture.failure;
import static dev.millrace.ingestion.fetch.source.SourceFixture.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.fetch.PageSource;
import dev.millrace.ingestion.fetch.server.ScriptedServer;
import dev.millrace.ingestion.fetch.server.ScriptedServer.Handler;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults of sources' pages; what they do right is PagesOfAnySizeTest's. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PageFaultsTest {
  private static final String PAGES =
      ",'pagination':{'type':'page','page_parameter':'page','size_parameter':'size','size':2%s}";

  private final SourceFixture fixture = new SourceFixture();
  private final AtomicInteger asked = new AtomicInteger();
  private ScriptedServer server;

  @AfterEach
  void close() throws IOException {
    fixture.close();
    server.close();
  }

  private PageSource source(Handler handler, String members) {
    server = new ScriptedServer(handler);
    return fixture.source("{'type':'rest','url':'%s'%s}".formatted(server.url("/x"), members));
  }

  /** A server whose n-th answer is the n-th of these, and the last of them ever after. */
  private Handler inOrder(String... bodies) {
    return (request, out) ->
        answer(
            out,
            200,
            bodies[Math.min(asked.getAndIncrement(), bodies.length - 1)].replace('\'', '"'));
  }

  private List<String> targets() {
    return server.requests().stream().map(ScriptedServer.Request::target).toList();
  }

  @Test
  void aShortPageIsNotTheLast() throws Exception {
    PageSource source =
        source(inOrder("[{'id':1}]", "[{'id':2},{'id':3}]", "[]"), PAGES.formatted(""));

    assertThat(values(source, "id")).containsExactly(1L, 2L, 3L);
    assertThat(targets())
        .containsExactly("/x?page=1&size=2", "/x?page=2&size=2", "/x?page=3&size=2");
  }

  @Test
  void aShortPageIsTheLastWhereTheDefinitionSaysSo() throws Exception {
    PageSource source =
        source(
            inOrder("[{'id':1},{'id':2}]", "[{'id':3}]"),
            PAGES.formatted(",'short_page_ends':true"));

    assertThat(values(source, "id")).containsExactly(1L, 2L, 3L);
    assertThat(targets()).hasSize(2);
  }

  @Test
  void aStatusMayBeTheEnd() throws Exception {
    PageSource source =
        source(
            (request, out) -> {
              int page = asked.incrementAndGet();
              answer(out, page > 2 ? 404 : 200, "[{\"id\":%d}]".formatted(page));
            },
            PAGES.formatted(",'end_status':404"));

    assertThat(values(source, "id")).containsExactly(1L, 2L);
  }

  @Test
  void butNotOfTheFirstPage() {
    PageSource source =
        source((request, out) -> answer(out, 404, ""), PAGES.formatted(",'end_status':404"));

    assertThat(failure(source).message()).contains("404");
  }

  @Test
  void aTotalThatGrowsWhilePagingIsFollowed() throws Exception {
    PageSource source =
        source(
            inOrder("{'items':[{'id':1},{'id':2}],'total':2.0e0}", "{'items':[]}"),
            ",'rows':'/items','total':'/total'" + PAGES.formatted(""));
    assertThat(failure(source).message()).contains("`/total` of the answer is a number");
    server.close();

    asked.set(0);
    PageSource growing =
        source(
            inOrder(
                "{'items':[{'id':1},{'id':2}],'total':3}",
                "{'items':[{'id':2},{'id':3}],'total':5}",
                "{'items':[{'id':4}],'total':5}"),
            ",'rows':'/items','total':'/total'" + PAGES.formatted(""));
    assertThat(values(growing, "id")).containsExactly(1L, 2L, 2L, 3L, 4L);
  }

  @Test
  void aTotalThatIsNeverReachedEndsWithAnEmptyPage() throws Exception {
    PageSource source =
        source(
            inOrder("{'items':[{'id':1}],'total':9}", "{'items':[],'total':9}"),
            ",'rows':'/items','total':'/total'" + PAGES.formatted(""));

    assertThat(values(source, "id")).containsExactly(1L);
  }

  @Test
  void aDeclaredTotalHasToBeThere() {
    PageSource source =
        source(inOrder("{'items':[{'id':1}]}"), ",'rows':'/items','total':'/total'");

    assertThat(failure(source).message()).isEqualTo("The answer has nothing at `/total`");
  }

  @Test
  void theNumberOfPagesMayBeKnown() throws Exception {
    PageSource source =
        source(
            inOrder("{'items':[{'id':1}],'pages':2}", "{'items':[{'id':2}],'pages':2}"),
            ",'rows':'/items'" + PAGES.formatted(",'pages':'/pages','first':0"));

    assertThat(values(source, "id")).containsExactly(1L, 2L);
    assertThat(targets()).containsExactly("/x?page=0&size=2", "/x?page=1&size=2");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7, 20})
  void aPageThatRepeatsForEverIsFound(int before) {
    PageSource source =
        source(
            (request, out) ->
                answer(
                    out,
                    200,
                    "[{\"id\":%d}]".formatted(Math.min(asked.incrementAndGet(), before + 1))),
            PAGES.formatted(""));

    assertThat(failure(source).message()).contains("The pages go in a circle");
    assertThat(asked.get()).isLessThanOrEqualTo(2 * before + 3);
  }

  @ParameterizedTest
  @CsvSource({"0,1", "0,2", "3,1", "5,4", "1,9"})
  void aCircleOfCursorsIsFound(int before, int length) {
    PageSource source =
        source(
            (request, out) -> {
              int page = asked.getAndIncrement();
              int next = page + 1 < before ? page + 1 : before + (page + 1 - before) % length;
              answer(out, 200, "{\"items\":[],\"next\":%d}".formatted(next + 100));
            },
            ",'rows':'/items','pagination':{'type':'cursor','cursor_parameter':'c','next':'/next'}");

    assertThat(failure(source).message()).contains("The pages go in a circle");
    assertThat(asked.get()).isLessThanOrEqualTo(3 * (before + length) + 3);
  }

  @Test
  void cursorsAreFollowedUntilThereIsNone() throws Exception {
    PageSource source =
        source(
            inOrder(
                "{'items':[{'id':1}],'next':'a b'}",
                "{'items':[],'next':12345678901234567890}",
                "{'items':[{'id':2}],'next':null}"),
            ",'rows':'/items','parameters':{'sort':'id'},'pagination':"
                + "{'type':'cursor','cursor_parameter':'c','next':'/next','size_parameter':'n','size':3}");

    assertThat(values(source, "id")).containsExactly(1L, 2L);
    assertThat(targets())
        .containsExactly(
            "/x?sort=id&n=3", "/x?sort=id&c=a%20b&n=3", "/x?sort=id&c=12345678901234567890&n=3");
  }

  @Test
  void anAnswerMaySayThatThereIsNoMore() throws Exception {
    PageSource source =
        source(
            inOrder("{'items':[{'id':1}],'next':'a','more':false}"),
            ",'rows':'/items','pagination':{'type':'cursor','cursor_parameter':'c','next':'/next','more':'/more'}");

    assertThat(values(source, "id")).containsExactly(1L);
  }

  @Test
  void moreWithoutACursorIsTheSourcesFault() {
    PageSource source =
        source(
            inOrder("{'items':[{'id':1}],'more':true}"),
            ",'rows':'/items','pagination':{'type':'cursor','cursor_parameter':'c','next':'/next','more':'/more'}");

    assertThat(failure(source).message()).contains("more pages, but has no cursor at `/next`");
  }

  @Test
  void aCursorMayBeInAHeader() throws Exception {
    PageSource source =
        source(
            (request, out) -> {
              String next = asked.getAndIncrement() == 0 ? "X-Next: two" : "X-Other: 1";
              answer(out, 200, "id\n" + asked.get() + "\n", next);
            },
            ",'format':'csv','pagination':{'type':'cursor','cursor_parameter':'c','next':{'header':'X-Next'}}");

    assertThat(values(source, "id")).containsExactly("1", "2");
    assertThat(targets()).containsExactly("/x", "/x?c=two");
  }

  @Test
  void linksInTheAnswerAreFollowed() throws Exception {
    PageSource source =
        source(
            inOrder(
                "{'results':[{'id':1}],'next':'?page=2&x=1'}",
                "{'results':[{'id':2}],'next':null}"),
            ",'rows':'/results','parameters':{'sort':'id'},"
                + "'pagination':{'type':'link','next':'/next','size_parameter':'n','size':3}");

    assertThat(values(source, "id")).containsExactly(1L, 2L);
    assertThat(targets()).containsExactly("/x?sort=id&n=3", "/x?page=2&x=1");
  }

  @ParameterizedTest
  @CsvSource({
    "http://169.254.169.254/latest/meta-data, may not be asked",
    "https://elsewhere.example/x, on the host elsewhere.example",
    "file:///etc/passwd, may not be asked",
    "http://user:word@localhost/x, may not be asked",
    "http://[, is no address"
  })
  void aLinkToElsewhereIsNotFollowed(String link, String how) {
    PageSource inHeader =
        source(
            (request, out) ->
                answer(out, 200, "[{\"id\":1}]", "Link: <%s>; rel=next".formatted(link)),
            ",'pagination':{'type':'link'}");

    assertThat(failure(inHeader).message()).contains(how);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void offsetsCountTheRowsThatCame() throws Exception {
    PageSource source =
        source(
            inOrder("[{'id':1},{'id':2}]", "[{'id':3}]", "[]"),
            ",'pagination':{'type':'offset','offset_parameter':'o','limit_parameter':'l','size':9}");

    assertThat(values(source, "id")).containsExactly(1L, 2L, 3L);
    assertThat(targets()).containsExactly("/x?o=0&l=9", "/x?o=2&l=9", "/x?o=3&l=9");
  }
}
