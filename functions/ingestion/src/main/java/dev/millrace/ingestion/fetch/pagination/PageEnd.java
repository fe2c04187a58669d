package dev.millrace.ingestion.fetch.pagination;

import dev.millrace.ingestion.definition.DefinitionObject;
import java.util.OptionalLong;

/**
 * When a page is the last, of those that are counted. That a page is short says nothing by itself:
 * many sources give fewer rows than they are asked for.
 *
 * @param shortPage whether a short page is the last, by the definition's word
 * @param status with which the source answers behind its last page
 */
record PageEnd(boolean shortPage, OptionalLong status) {
  /** Takes {@code short_page_ends} and {@code end_status}. */
  static PageEnd take(DefinitionObject pagination) {
    PageEnd end =
        new PageEnd(
            pagination.flag("short_page_ends", false),
            pagination.optionalWhole("end_status", 400, 499));
    if (end.shortPage && !pagination.has("size")) {
      throw pagination.refused("size", "the size that a page is shorter than");
    }
    return end;
  }

  boolean isAfter(AnsweredPage page, PageSize size) {
    return page.rows().isEmpty()
        || page.reachesTotal()
        || (shortPage && size.isShort(page.rows().size()));
  }

  boolean is(int answered) {
    return status.isPresent() && status.getAsLong() == answered;
  }
}
