package dev.millrace.ingestion.fetch.pagination;

import dev.millrace.common.Sha256;
import dev.millrace.ingestion.fetch.RawPage;
import dev.millrace.ingestion.row.JsonValues;
import dev.millrace.ingestion.row.Row;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;

/**
 * A page that was read, as pagination looks at it.
 *
 * @param document the whole answer where it is one JSON document, else null
 * @param total by the answer's own word
 */
public record AnsweredPage(
    PageCursor cursor, List<Row> rows, Object document, RawPage raw, OptionalLong total) {
  /** Whether no row is left behind this page, by the answer's total. */
  boolean reachesTotal() {
    return total.isPresent() && cursor.rows() + rows.size() >= total.getAsLong();
  }

  /** A text that is the same for the same rows. */
  String fingerprint() {
    StringBuilder text = new StringBuilder();
    rows.forEach(row -> text.append(JsonValues.text(row.values())).append('\n'));
    return Sha256.hex(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
