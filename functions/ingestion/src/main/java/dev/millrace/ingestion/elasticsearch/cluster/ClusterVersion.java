package dev.millrace.ingestion.elasticsearch.cluster;

import dev.millrace.common.Deadline;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a cluster can do by its version.
 *
 * @param product as a sentence names it: "Elasticsearch 8.11.0"
 * @param paging how its documents are gone through
 */
record ClusterVersion(String product, Paging paging) {
  private static final Pattern NUMBER = Pattern.compile("(\\d{1,9})\\.(\\d{1,9}).*");
  private static final int FORBIDDEN = 403;

  /** How documents that have one and the same time are told apart at the border of two pages. */
  enum Paging {
    /**
     * By a point in time and {@code _shard_doc}, which is another for each document in it: from
     * Elasticsearch 7.12.
     */
    ELASTICSEARCH_POINT_IN_TIME,
    /**
     * By a point in time and {@code _shard_doc}, from OpenSearch 3.3. It counts the shards of each
     * index from 0, so that documents of two indexes may have the same value (seen on 3.8): {@code
     * _index} tells those apart.
     */
    OPENSEARCH_POINT_IN_TIME,
    /**
     * Not at all: the next page begins with the last page's last time, and what was sent is passed
     * over. Older clusters could tell documents apart by {@code _id} alone, for which they would
     * load the id of every document into memory.
     */
    BY_TIME;

    /** What hits are sorted by behind their time. */
    List<String> tiebreakers() {
      return switch (this) {
        case ELASTICSEARCH_POINT_IN_TIME -> List.of("_shard_doc");
        case OPENSEARCH_POINT_IN_TIME -> List.of("_index", "_shard_doc");
        case BY_TIME -> List.of();
      };
    }
  }

  /**
   * Asks the cluster. Where it does not tell (a role without the permission, a serverless
   * collection), it is taken for one that can do what all can.
   *
   * @throws ClusterFailure when it is no cluster, or of a version that is not supported
   */
  static ClusterVersion of(ClusterConnection cluster, Deadline deadline)
      throws ClusterFailure, InterruptedException {
    ClusterAnswer answer = cluster.send("GET", "/", new byte[0], deadline);
    if (answer.status() == FORBIDDEN || answer.isNotFound()) {
      return new ClusterVersion("a cluster that does not tell its version", Paging.BY_TIME);
    }
    if (!answer.isOk()) {
      throw answer.failure("for its version");
    }
    Map<?, ?> root = answer.object();
    Map<?, ?> version = root.get("version") instanceof Map<?, ?> map ? map : Map.of();
    boolean openSearch =
        "opensearch".equals(version.get("distribution"))
            || String.valueOf(root.get("tagline")).startsWith("The OpenSearch Project");
    return of(openSearch, String.valueOf(version.get("number")));
  }

  static ClusterVersion of(boolean openSearch, String number) throws ClusterFailure {
    String product = (openSearch ? "OpenSearch " : "Elasticsearch ") + number;
    Matcher parts = NUMBER.matcher(number);
    if (!parts.matches()) {
      throw new ClusterFailure(
          "The url answered as no cluster does: its version is %.50s; expected Elasticsearch 7.2 or later, or OpenSearch"
              .formatted(number));
    }
    int major = Integer.parseInt(parts.group(1));
    int minor = Integer.parseInt(parts.group(2));
    if (openSearch) {
      return new ClusterVersion(
          product,
          isAtLeast(major, minor, 3, 3) ? Paging.OPENSEARCH_POINT_IN_TIME : Paging.BY_TIME);
    }
    if (!isAtLeast(major, minor, 7, 2)) {
      throw new ClusterFailure(
          "The cluster is %s; expected Elasticsearch 7.2 or later, or OpenSearch"
              .formatted(product));
    }
    return new ClusterVersion(
        product,
        isAtLeast(major, minor, 7, 12) ? Paging.ELASTICSEARCH_POINT_IN_TIME : Paging.BY_TIME);
  }

  private static boolean isAtLeast(int major, int minor, int wantedMajor, int wantedMinor) {
    return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
  }
}
