package dev.millrace.ingestion.elasticsearch.cluster;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opening and closing points in time, which differ between the two products. */
final class PointInTime {
  private static final Logger LOG = LoggerFactory.getLogger(PointInTime.class);

  private PointInTime() {}

  /**
   * Opens one.
   *
   * @return its id; empty where the cluster refuses it, for want of the permission say, although it
   *     may be searched
   * @throws ClusterFailure when it cannot be reached, or knows no such index
   */
  static Optional<String> open(
      ClusterConnection cluster,
      ClusterVersion.Paging paging,
      DocumentSelection of,
      Deadline deadline)
      throws ClusterFailure, InterruptedException {
    boolean openSearch = paging == ClusterVersion.Paging.OPENSEARCH_POINT_IN_TIME;
    String path =
        openSearch
            ? "/_search/point_in_time?allow_partial_pit_creation=false&keep_alive="
            : "/_pit?keep_alive=";
    ClusterAnswer answer =
        cluster.send("POST", of.path() + path + SearchBody.KEEP_ALIVE, new byte[0], deadline);
    return switch (answer.status()) {
      case 200 ->
          Optional.of(
              answer.object().get(openSearch ? "pit_id" : "id") instanceof String id
                  ? id
                  : missingId());
      case 400, 403, 405 -> {
        LOG.warn(
            "No point in time of {}: the cluster answered {} {}; pages go by time alone",
            of.index(),
            answer.status(),
            answer.errorType());
        yield Optional.empty();
      }
      default -> throw answer.failure("for a point in time of " + of.index());
    };
  }

  private static String missingId() throws ClusterFailure {
    throw new ClusterFailure("The cluster opened a point in time without an id; expected one");
  }

  /** Closes one, so that the cluster need not keep it until it expires. */
  static void close(
      ClusterConnection cluster, ClusterVersion.Paging paging, String id, Deadline deadline)
      throws InterruptedException {
    boolean openSearch = paging == ClusterVersion.Paging.OPENSEARCH_POINT_IN_TIME;
    byte[] body =
        Json.bytes(
            json -> {
              json.writeStartObject();
              if (openSearch) {
                json.writeArrayFieldStart("pit_id");
                json.writeString(id);
                json.writeEndArray();
              } else {
                json.writeStringField("id", id);
              }
              json.writeEndObject();
            });
    try {
      ClusterAnswer answer =
          cluster.send("DELETE", openSearch ? "/_search/point_in_time" : "/_pit", body, deadline);
      if (!answer.isOk()) {
        LOG.info("A point in time is left to expire: closing it was answered {}", answer.status());
      }
    } catch (ClusterFailure unreachable) {
      LOG.info("A point in time is left to expire: {}", unreachable.getMessage());
    }
  }
}
