package dev.millrace.models.routing;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.common.http.Problem;
import dev.millrace.routing.Heartbeat;
import dev.millrace.routing.RoutingRow;
import dev.millrace.routing.RoutingTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What an instance of the endpoint has to keep in memory: every version that a row names, of all
 * models, since each instance serves all of them. Thread-safe.
 */
public final class MemoryBudget {
  private static final double MEBIBYTE = 1 << 20;

  private final RoutingTable rows;
  private final VersionStateTable versions;
  private final long bytes;

  /**
   * A budget.
   *
   * @param megabytes what an instance has for models, in MiB
   */
  public MemoryBudget(RoutingTable rows, VersionStateTable versions, int megabytes) {
    this.rows = Objects.requireNonNull(rows);
    this.versions = Objects.requireNonNull(versions);
    this.bytes = megabytes * 1024L * 1024L;
  }

  /**
   * Checks that instances can keep what all rows name, this one in place of its model's.
   *
   * @throws Problem 422 with the sum and its parts
   */
  void require(RoutingRow planned, Deadline deadline) {
    Map<String, Set<String>> kept = new LinkedHashMap<>();
    rows.all(deadline).forEach(row -> kept.put(row.model(), row.toLoad()));
    kept.put(planned.model(), planned.toLoad());
    Map<String, VersionState> states = versions.find(kept, deadline);
    long sum = 0;
    List<String> parts = new ArrayList<>();
    for (Map.Entry<String, Set<String>> model : kept.entrySet()) {
      for (String version : model.getValue()) {
        VersionState state = states.get(Heartbeat.name(model.getKey(), version));
        long needed = state == null ? 0 : state.memoryBytes();
        sum += needed;
        parts.add("%s %s".formatted(Heartbeat.name(model.getKey(), version), shown(needed)));
      }
    }
    if (sum > bytes) {
      throw Problem.unprocessable(
              "An instance of the endpoint would need %s for the versions that all models' routing names, the last good ones among them (%s), expected at most %s"
                  .formatted(shown(sum), String.join(", ", parts), shown(bytes)))
          .with("needed_bytes", needed(sum))
          .with("available_bytes", needed(bytes));
    }
  }

  private static Json.Writer needed(long bytes) {
    return json -> json.writeNumber(bytes);
  }

  private static String shown(long bytes) {
    return "%.1f MB".formatted(bytes / MEBIBYTE);
  }
}
