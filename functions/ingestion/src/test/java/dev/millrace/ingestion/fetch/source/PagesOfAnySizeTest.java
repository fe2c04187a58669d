package dev.millrace.ingestion.fetch.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.fetch.DecodedPage;
import dev.millrace.ingestion.fetch.PageSource;
import dev.millrace.ingestion.fetch.RawPage;
import dev.millrace.ingestion.fetch.pagination.PageCursor;
import dev.millrace.ingestion.row.JsonValues;
import dev.millrace.ingestion.row.Row;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/** Whatever the sizes, each row comes once and in order, and the pages end. */
class PagesOfAnySizeTest {
  private static final SourceFixture FIXTURE = new SourceFixture();
  private static final String URL = "https://api.example.com/rows";

  @AfterContainer
  static void close() throws IOException {
    FIXTURE.close();
  }

  /** A server in memory: rows 0 to total, at most {@code cap} of them on a page. */
  private record Rows(long total, int cap) {
    Map<String, Object> slice(long from, long size) {
      long end = Math.min(total, from + Math.min(size, cap));
      List<Object> rows = new ArrayList<>();
      LongStream.range(Math.min(from, end), end).forEach(id -> rows.add(Map.of("id", id)));
      Map<String, Object> answer = new HashMap<>();
      answer.put("items", rows);
      answer.put("total", total);
      answer.put("next", end < total ? Long.toString(end) : null);
      answer.put("link", end < total ? URL + "?from=" + end : null);
      return answer;
    }
  }

  /** Answers a page by where its cursor says it is. */
  @FunctionalInterface
  private interface Answering {
    Map<String, Object> answer(PageCursor cursor);
  }

  private static void assertEachRowOnce(String members, long total, Answering answering) {
    PageSource source =
        FIXTURE.source("{'type':'rest','url':'%s','rows':'/items',%s}".formatted(URL, members));
    List<Object> ids = new ArrayList<>();
    Optional<String> cursor = Optional.of("");
    for (int pages = 0; cursor.isPresent(); pages++) {
      assertThat(pages).isLessThanOrEqualTo((int) total + 1);
      byte[] body =
          JsonValues.text(answering.answer(PageCursor.read(cursor.get())))
              .getBytes(StandardCharsets.UTF_8);
      DecodedPage page = source.decode(cursor.get(), new RawPage(body, Map.of(), 200));
      page.rows().stream().map((Row row) -> row.value("id")).forEach(ids::add);
      cursor = page.next();
    }
    assertThat(ids).containsExactlyElementsOf(LongStream.range(0, total).boxed().toList());
  }

  private static String total(boolean isKnown) {
    return isKnown ? ",'total':'/total'" : "";
  }

  @Property(tries = 200)
  void numberedPages(
      @ForAll @IntRange(max = 60) int total,
      @ForAll @IntRange(min = 1, max = 25) int size,
      @ForAll @IntRange(min = 1, max = 25) int cap,
      @ForAll boolean isTotalKnown) {
    Rows rows = new Rows(total, cap);
    int real = Math.min(size, cap);
    assertEachRowOnce(
        "'pagination':{'type':'page','page_parameter':'p','size_parameter':'s','size':%d}%s"
            .formatted(size, total(isTotalKnown)),
        total,
        cursor -> rows.slice(cursor.pages() * real, size));
  }

  @Property(tries = 200)
  void offsets(
      @ForAll @IntRange(max = 60) int total,
      @ForAll @IntRange(min = 1, max = 25) int size,
      @ForAll @IntRange(min = 1, max = 25) int cap,
      @ForAll boolean isTotalKnown) {
    Rows rows = new Rows(total, cap);
    assertEachRowOnce(
        "'pagination':{'type':'offset','offset_parameter':'o','limit_parameter':'s','size':%d}%s"
            .formatted(size, total(isTotalKnown)),
        total,
        cursor -> rows.slice(cursor.rows(), size));
  }

  @Property(tries = 200)
  void cursors(
      @ForAll @IntRange(max = 60) int total,
      @ForAll @IntRange(min = 1, max = 25) int size,
      @ForAll @IntRange(min = 1, max = 25) int cap) {
    Rows rows = new Rows(total, cap);
    assertEachRowOnce(
        "'pagination':{'type':'cursor','cursor_parameter':'c','next':'/next'}",
        total,
        cursor -> rows.slice(cursor.isFirst() ? 0 : Long.parseLong(cursor.at()), size));
  }

  @Property(tries = 200)
  void links(
      @ForAll @IntRange(max = 60) int total,
      @ForAll @IntRange(min = 1, max = 25) int size,
      @ForAll @IntRange(min = 1, max = 25) int cap) {
    Rows rows = new Rows(total, cap);
    assertEachRowOnce(
        "'pagination':{'type':'link','next':'/link'}",
        total,
        cursor ->
            rows.slice(cursor.isFirst() ? 0 : Long.parseLong(cursor.at().split("=", 2)[1]), size));
  }
}
