package dev.millrace.ingestion.stage;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.row.Row;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import dev.millrace.runs.failure.StepFailure;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Pages of rows in S3, {@code staged/JOB/SOURCE/00000001.ndjson.gz}, between fetching and storing.
 * A page is created once and never overwritten. Values come back as they were written: a time keeps
 * its fraction of a second, a number its digits. Calls throw {@link SdkException} when the bucket
 * cannot be reached in time. Thread-safe.
 */
public final class StagedPages {
  private static final Logger LOG = LoggerFactory.getLogger(StagedPages.class);

  private final StagedObjects objects;

  /** The staged pages among these objects. */
  public StagedPages(StagedObjects objects) {
    this.objects = Objects.requireNonNull(objects);
  }

  /**
   * Creates a page. One that is there stays: it was made of the same raw page.
   *
   * @param page its number, from 1
   * @param rawObject key of the raw page
   * @param rejected of this page and raw page
   */
  public void write(
      StagedSource at,
      int page,
      String rawObject,
      List<Row> rows,
      List<StagedRejection> rejected,
      Deadline deadline)
      throws InterruptedException {
    if (page < 1) {
      throw new IllegalArgumentException("page held %d, expected 1 or more".formatted(page));
    }
    String key = at.pageKey(page);
    byte[] bytes = StagedPageFormat.write(rawObject, rows, rejected);
    if (!objects.create(key, bytes, "application/gzip", deadline)) {
      LOG.info("Page {} was there: the work before it was done already", key);
    }
  }

  /**
   * Hands on the rows of all pages, in order. Memory holds one page's bytes, and one row.
   *
   * @param pages how many pages there are
   * @throws StepFailure of the category storage when a page is gone
   * @throws IllegalStateException when a page is damaged
   */
  public void forEach(StagedSource at, int pages, Deadline deadline, Consumer<StagedRow> to) {
    for (int page = 1; page <= pages; page++) {
      page(at, page, deadline, to);
    }
  }

  /** Hands on the rows of one page, as {@link #forEach} does. */
  public void page(StagedSource at, int page, Deadline deadline, Consumer<StagedRow> to) {
    byte[] bytes = read(at, page, deadline);
    try {
      StagedPageFormat.rows(bytes, page, to);
    } catch (IOException damaged) {
      throw damaged(at.pageKey(page), damaged);
    }
  }

  /** Hands on the rejected rows of all pages, as {@link #forEach} does. */
  public void forEachRejection(
      StagedSource at, int pages, Deadline deadline, Consumer<StagedRejection> to) {
    for (int page = 1; page <= pages; page++) {
      byte[] bytes = read(at, page, deadline);
      try {
        StagedPageFormat.rejections(bytes, page, to);
      } catch (IOException damaged) {
        throw damaged(at.pageKey(page), damaged);
      }
    }
  }

  private byte[] read(StagedSource at, int page, Deadline deadline) {
    return objects
        .find(at.pageKey(page), deadline)
        .orElseThrow(
            () ->
                new StepFailure(
                    new RunError(
                        FailureCategory.STORAGE,
                        "Page %d of the source %s is not staged any more; expected all of its pages: post the job again"
                            .formatted(page, at.source()))));
  }

  private static IllegalStateException damaged(String key, IOException damaged) {
    // The cause's message may show a piece of the row.
    return new IllegalStateException(
        "%s is damaged (%s); expected a page that a job staged"
            .formatted(key, damaged.getClass().getSimpleName()));
  }
}
