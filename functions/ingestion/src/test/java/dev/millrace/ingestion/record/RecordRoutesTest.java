package dev.millrace.ingestion.record;

import static dev.millrace.ingestion.record.RecordsFixture.genres;
import static dev.millrace.ingestion.record.RecordsFixture.job;
import static dev.millrace.ingestion.record.RecordsFixture.second;
import static dev.millrace.ingestion.record.RecordsFixture.track;
import static dev.millrace.ingestion.record.RouteRequests.body;
import static dev.millrace.ingestion.record.RouteRequests.operator;
import static dev.millrace.ingestion.record.RouteRequests.reader;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.http.HttpFunction;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.ingestion.row.Row;
import dev.millrace.testsupport.runs.RemoteCalls.Fault;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordRoutesTest {
  private static final Pattern NEXT = Pattern.compile("</records\\?(.*)>; rel=\"next\"");

  private final RecordsFixture fixture = new RecordsFixture();
  private final HttpFunction records = new HttpFunction(new RecordRoutes(fixture.table).all());

  private HttpResponse get(Map<String, String> query) {
    return get(query, reader(fixture.owner));
  }

  private HttpResponse get(Map<String, String> query, Map<String, String> claims) {
    Map<String, String> all = new HashMap<>(query);
    all.putIfAbsent("source", "tracks");
    return RouteRequests.get(records, "/records", all, claims);
  }

  private static List<String> ids(HttpResponse answer) {
    return Pattern.compile("\"id\":([0-9]+)")
        .matcher(body(answer))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  @Test
  void aRecordIsItsRowAndWhereItCameFrom() throws Exception {
    Row row = track(1, second(1), genres("rock", "pop"));
    row.set("plays", BigInteger.TWO.pow(80));
    fixture.put(1, row);

    HttpResponse answer = get(Map.of());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(body(answer))
        .isEqualTo(
            "[{\"id\":1,\"title\":\"track 1\",\"genres\":[\"rock\",\"pop\"],\"updated_at\":\"2026-01-01T00:00:01.000000Z\",\"plays\":1208925819614629174706176,"
                + "\"_millrace_time\":\"2026-01-01T00:00:01.000000Z\",\"_millrace_job\":\"%s\",\"_millrace_source\":\"tracks\",\"_millrace_page\":1,\"_millrace_row\":0,\"_millrace_object\":\"%s\"}]"
                    .formatted(job(1), RecordsFixture.OBJECT));
  }

  @Test
  void onlyTheFieldsThatAreAskedForAreAnswered() throws Exception {
    fixture.put(1, track(1, second(1), "pop"), track(2, second(2), "pop"));

    assertThat(body(get(Map.of("fields", "title,id,_millrace_page,unknown"))))
        .isEqualTo(
            "[{\"id\":2,\"title\":\"track 2\",\"_millrace_page\":1},{\"id\":1,\"title\":\"track 1\",\"_millrace_page\":1}]");
  }

  @Test
  void aRecordWhoseRowWasTooLargeSaysSo() throws Exception {
    Row row = track(1, second(1), "pop");
    row.set("lyrics", "la".repeat(RecordItem.MOST_BYTES));
    fixture.put(1, row);

    assertThat(body(get(Map.of("category", "pop", "fields", "id,title"))))
        .isEqualTo("[{\"id\":1,\"_millrace_row_left_out\":true}]");
  }

  @Test
  void categoryAndTimeChooseRecords() throws Exception {
    fixture.put(
        1, track(1, second(1), "pop"), track(2, second(2), "pop"), track(3, second(3), "rock"));

    assertThat(ids(get(Map.of("category", "pop")))).containsExactly("2", "1");
    assertThat(ids(get(Map.of("category", "")))).isEmpty();
    assertThat(ids(get(Map.of("from", "2026-01-01T01:00:02+01:00", "to", "2026-01-01T00:00:03Z"))))
        .containsExactly("2");
  }

  @Test
  void aListIsPagedByItsLink() throws Exception {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      rows.add(track(i, second(7), "pop"));
    }
    fixture.put(1, rows.toArray(new Row[0]));
    Map<String, String> query = new HashMap<>(Map.of("category", "pop", "limit", "2"));

    List<String> read = new ArrayList<>(ids(get(query)));
    Matcher next = NEXT.matcher(get(query).headers().get("link"));
    assertThat(next.matches()).isTrue();
    assertThat(next.group(1)).startsWith("category=pop&limit=2&page=").endsWith("&source=tracks");
    String token = next.group(1).replaceAll(".*page=([^&]*).*", "$1");
    query.put("page", token);
    query.put("limit", "3");
    HttpResponse second = get(query);
    read.addAll(ids(second));

    assertThat(read).containsExactlyInAnyOrder("0", "1", "2", "3", "4");
    assertThat(second.headers()).doesNotContainKey("link");
    assertThat(get(Map.of("page", token)).status()).isEqualTo(400);
    assertThat(get(Map.of("page", token, "category", "rock")).status()).isEqualTo(400);
    assertThat(get(query, reader("otto")).status()).isEqualTo(400);
  }

  @Test
  void aCallerSeesItsOwnRecordsAndAnOperatorThoseOfTheOwnerThatItNames() throws Exception {
    fixture.put(1, track(1, second(1), "pop"));
    Map<String, String> named = Map.of("owner", fixture.owner);

    assertThat(ids(get(named))).containsExactly("1");
    assertThat(body(get(Map.of(), reader("otto")))).isEqualTo("[]");
    assertThat(get(named, reader("otto")).status()).isEqualTo(404);
    assertThat(ids(get(named, operator("olga")))).containsExactly("1");
    assertThat(body(get(Map.of(), operator("olga")))).isEqualTo("[]");
    assertThat(get(Map.of(), Map.of()).status()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({
    "source,''",
    "source,Tracks",
    "from,yesterday",
    "from,2026-01-01T00:00:00",
    "to,2026-01-01",
    "to,+12000-01-01T00:00:00Z",
    "fields,''",
    "'fields','a,,b'",
    "owner,' '",
    "limit,0",
    "page,x",
    "order,up"
  })
  void aParameterThatHoldsWhatItCannotIsNamed(String name, String held) {
    HttpResponse answer = get(Map.of(name, held));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(body(answer)).contains("Query parameter " + name, "expected");
  }

  @Test
  void aRequestNamesItsSource() {
    HttpResponse answer = RouteRequests.get(records, "/records", Map.of(), reader(fixture.owner));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(body(answer)).contains("Query parameter source is missing");
  }

  @Test
  void anEndBeforeTheBeginningIsRefused() {
    HttpResponse answer = get(Map.of("from", "2026-01-02T00:00:00Z", "to", "2026-01-01T00:00:00Z"));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(body(answer)).contains("Query parameter to");
  }

  @Test
  void aTableThatDoesNotAnswerIsA503() {
    fixture.calls.plan(Fault.ANSWER_LOST, 1);

    HttpResponse answer = get(Map.of());

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.headers()).containsKey("retry-after");
  }
}
