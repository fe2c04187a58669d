package dev.millrace.common.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotBlank;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageRequestTest {
  private static final HttpResponse ANSWER = HttpResponse.json(200, json -> json.writeNumber(1));

  private static HttpRequest request(String model, Map<String, String> query) {
    return new HttpRequest(
        "GET /models/{name}/drift",
        "request-1",
        Map.of(),
        query,
        Map.of("name", model),
        new byte[0]);
  }

  private static String link(PageRequest page, String last) {
    return page.linked(ANSWER, last).headers().get("link");
  }

  /** The query that a link leads to, as API Gateway hands it over. */
  private static Map<String, String> followed(String link) {
    return QueryString.parse(link.replaceAll("<[^?]*\\?(.*)>; rel=\"next\"", "$1"));
  }

  @Test
  void aPageHasAHundredRowsWhereNothingIsSaid() {
    PageRequest page = PageRequest.of(request("churn", Map.of()), "anna");

    assertThat(page.limit()).isEqualTo(100);
    assertThat(page.after()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1000,1000", "007,7"})
  void aLimitIsFromOneToAThousand(String held, int limit) {
    assertThat(PageRequest.of(request("churn", Map.of("limit", held)), "anna").limit())
        .isEqualTo(limit);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "1001", "9999", "-1", "1.0", " 1", "1e2", "٣", "99999999999999"})
  void anotherLimitIsRefused(String held) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> PageRequest.of(request("churn", Map.of("limit", held)), "anna"))
        .withMessageContaining("limit")
        .withMessageContaining("1 to 1000");
  }

  @Property
  void aLinkLeadsBehindTheLastRowWithTheSameFilters(
      @ForAll @NotBlank String anyLast, @ForAll String anyFilter) {
    String last = valid(anyLast);
    Map<String, String> query = Map.of("status", valid(anyFilter), "limit", "7");
    String link = link(PageRequest.of(request("churn", query), "anna"), last);
    assertThat(link).startsWith("</models/churn/drift?limit=7&page=");

    Map<String, String> next = followed(link);

    assertThat(next).containsEntry("limit", "7").containsEntry("status", query.get("status"));
    assertThat(PageRequest.of(request("churn", next), "anna").after()).contains(last);
  }

  /** Without halves of pairs, which no request holds. */
  private static String valid(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  @Test
  void aTokenIsGoodForItsOwnListAlone() {
    Map<String, String> next =
        followed(link(PageRequest.of(request("churn", Map.of("status", "a")), "anna"), "key"));

    assertThat(PageRequest.of(request("churn", next), "anna").after()).contains("key");
    refused(request("spend", next), "anna");
    refused(request("churn", next), "otto");
    Map<String, String> otherFilter = new HashMap<>(next);
    otherFilter.put("status", "b");
    refused(request("churn", otherFilter), "anna");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "AAAAAAAAAAAA", "???", "AAAAAAAAAAAAAAAAAAAAAAAA"})
  void aTokenThatNobodyGaveIsRefused(String token) {
    refused(request("churn", Map.of("page", token)), "anna");
    refused(request("churn", Map.of("page", "A".repeat(5_000))), "anna");
  }

  private static void refused(HttpRequest request, String reader) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> PageRequest.of(request, reader))
        .withMessageContaining("page")
        .withMessageContaining("Link");
  }
}
