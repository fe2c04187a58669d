package dev.millrace.ingestion.elasticsearch.cluster;

import dev.millrace.common.Deadline;
import dev.millrace.runs.failure.FailureCategory;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The documents of a selection, in the order of their times, page by page. Each comes at least
 * once; those of one time may come again, at the border of two pages or where a point in time was
 * lost. Not thread-safe.
 */
public final class DocumentPages {
  private static final int MOST_LOST = 5;
  private static final Logger LOG = LoggerFactory.getLogger(DocumentPages.class);

  private final ClusterConnection cluster;
  private final DocumentSelection selection;
  private final PageSize size;
  private ClusterVersion.Paging paging;
  private Optional<String> pointInTime;
  private Optional<byte[]> after = Optional.empty();
  private long from;
  private int lost;
  private boolean withSource = true;

  private DocumentPages(
      ClusterConnection cluster,
      ClusterVersion.Paging paging,
      Optional<String> pointInTime,
      DocumentSelection selection,
      int pageSize) {
    this.cluster = cluster;
    this.paging = paging;
    this.pointInTime = pointInTime;
    this.selection = selection;
    this.size = new PageSize(pageSize);
    this.from = selection.from().toEpochMilli();
  }

  /**
   * A page.
   *
   * @param hits in the order of their times; one without a source has a larger one than an answer
   *     may have
   * @param last whether no other page follows
   */
  public record Page(List<SearchHit> hits, boolean last) {
    /** Copies the list. */
    public Page {
      hits = List.copyOf(hits);
    }
  }

  /**
   * Looks at the cluster and its indexes, and opens a point in time where it has those.
   *
   * @param pageSize how many documents a page is to have, 1 to 10,000
   * @throws ClusterFailure when the selection cannot be read from this cluster
   */
  public static DocumentPages of(
      ClusterConnection cluster, DocumentSelection selection, int pageSize, Deadline deadline)
      throws ClusterFailure, InterruptedException {
    Objects.checkIndex(pageSize - 1, PageSize.MAXIMUM);
    ClusterVersion version = ClusterVersion.of(cluster, deadline);
    boolean milliseconds = TimeField.hasMilliseconds(cluster, selection, deadline);
    // Behind a time of nanoseconds a page left out documents of one millisecond (OpenSearch 3.8).
    ClusterVersion.Paging paging = milliseconds ? version.paging() : ClusterVersion.Paging.BY_TIME;
    Optional<String> pointInTime =
        paging == ClusterVersion.Paging.BY_TIME
            ? Optional.empty()
            : PointInTime.open(cluster, paging, selection, deadline);
    LOG.info(
        "{} of {} are read {}",
        selection.index(),
        version.product(),
        pointInTime.isPresent() ? "at a point in time" : "by time alone");
    return new DocumentPages(
        cluster,
        pointInTime.isPresent() ? paging : ClusterVersion.Paging.BY_TIME,
        pointInTime,
        selection,
        pageSize);
  }

  /**
   * The next page. Call it only where the one before was not the last.
   *
   * @throws ClusterFailure when the cluster does not give it
   */
  public Page next(Deadline deadline) throws ClusterFailure, InterruptedException {
    while (true) {
      ClusterAnswer answer = search(deadline);
      if (answer.isNotFound() && pointInTime.isPresent()) {
        openAgain(deadline);
      } else if (answer.isTooLarge()) {
        makeSmaller(answer);
      } else {
        return page(answer);
      }
    }
  }

  private ClusterAnswer search(Deadline deadline) throws ClusterFailure, InterruptedException {
    SearchBody body =
        new SearchBody(selection, paging, from, size.current(), after, pointInTime, withSource);
    // A point in time has its indexes; else the path names them.
    return cluster.send(
        "POST",
        (pointInTime.isPresent() ? "" : selection.path())
            + "/_search?allow_partial_search_results=false",
        body.json(),
        deadline);
  }

  /**
   * In another point in time {@code _shard_doc} numbers documents anew: the last time is read
   * again.
   */
  private void openAgain(Deadline deadline) throws ClusterFailure, InterruptedException {
    lost++;
    if (lost > MOST_LOST) {
      throw new ClusterFailure(
          "The cluster lost %d points in time without a page between them; expected one to last %s"
              .formatted(lost, SearchBody.KEEP_ALIVE));
    }
    LOG.info("The point in time of {} is gone; another one is opened", selection.index());
    after = Optional.empty();
    pointInTime = PointInTime.open(cluster, paging, selection, deadline);
    if (pointInTime.isEmpty()) {
      paging = ClusterVersion.Paging.BY_TIME;
    }
  }

  private void makeSmaller(ClusterAnswer answer) throws ClusterFailure {
    if (size.halve()) {
      LOG.info(
          "A page of {} was too large; {} documents are asked for",
          selection.index(),
          size.current());
    } else if (answer.isRefusal()) {
      throw answer.failure("for one document of " + selection.index());
    } else if (withSource && pointInTime.isPresent()) {
      withSource = false;
    } else {
      throw new ClusterFailure(
          FailureCategory.LIMIT,
          "A document of %s at %s is larger than the %,d bytes that an answer may have"
              .formatted(
                  selection.index(),
                  Instant.ofEpochMilli(from),
                  ClusterConnection.MAXIMUM_ANSWER_BYTES));
    }
  }

  private Page page(ClusterAnswer answer) throws ClusterFailure {
    if (!answer.isOk()) {
      throw answer.failure("to search " + selection.index());
    }
    byte[] bytes = answer.body().orElseThrow();
    SearchAnswer found = read(bytes);
    if (found.timedOut() || found.failedShards() > 0) {
      throw new ClusterFailure(
          "A search of %s %s; expected the answer of every shard"
              .formatted(
                  selection.index(),
                  found.timedOut() ? "timed out" : found.failedShards() + " shards failed"));
    }
    pointInTime = pointInTime.isPresent() ? found.pointInTime().or(() -> pointInTime) : pointInTime;
    List<SearchHit> hits = found.hits();
    requireSources(hits);
    boolean last = hits.size() < size.current();
    if (!hits.isEmpty()) {
      goOnBehind(hits, bytes.length, last);
    }
    return new Page(hits, last);
  }

  private SearchAnswer read(byte[] bytes) throws ClusterFailure {
    try {
      return SearchAnswer.read(bytes);
    } catch (IOException unreadable) {
      throw new ClusterFailure(
          FailureCategory.SOURCE,
          "The answer to a search of %s cannot be read: %s"
              .formatted(selection.index(), unreadable.getMessage()),
          unreadable);
    }
  }

  private void requireSources(List<SearchHit> hits) throws ClusterFailure {
    for (SearchHit hit : hits) {
      if (withSource && !hit.hasSource()) {
        throw new ClusterFailure(
            "The index %s holds a document without _source; expected its mapping to keep _source"
                .formatted(hit.index()));
      }
    }
  }

  private void goOnBehind(List<SearchHit> hits, int bytes, boolean last) throws ClusterFailure {
    SearchHit end = hits.getLast();
    boolean moved = end.time() > from;
    lost = 0;
    withSource = true;
    size.fitted(bytes);
    if (moved) {
      size.movedOn();
    }
    from = end.time();
    if (pointInTime.isPresent()) {
      after = Optional.of(end.sort());
    } else if (!moved && !last && !size.raiseAbove(hits.size())) {
      throw new ClusterFailure(
          FailureCategory.LIMIT,
          "More than %d documents of %s have the time %s, which do not fit in one page; expected fewer, or a cluster with points in time"
              .formatted(hits.size(), selection.index(), Instant.ofEpochMilli(from)));
    }
  }

  /** Tells the cluster that no more pages are wanted. */
  public void close(Deadline deadline) throws InterruptedException {
    if (pointInTime.isPresent()) {
      PointInTime.close(cluster, paging, pointInTime.get(), deadline);
      pointInTime = Optional.empty();
    }
  }
}
