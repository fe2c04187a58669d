package dev.millrace.lake.cleaning;

import dev.millrace.common.Deadline;
import dev.millrace.common.concurrent.BoundedTasks;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Claims ids, a bounded number at a time; of equal ones the first claims for all. */
public final class Claims {
  private final ClaimTable table;
  private final BoundedTasks puts;

  /**
   * Claims in a table.
   *
   * @param concurrentWrites the most puts that are under way at once
   */
  public Claims(ClaimTable table, int concurrentWrites) {
    this.table = Objects.requireNonNull(table);
    this.puts = new BoundedTasks(concurrentWrites);
  }

  /**
   * What becomes of each claimant, in their order, which is the order of the stream. The first put
   * that fails stops the others, and the call throws what it threw.
   */
  List<Claim.Verdict> claim(List<Claimant> claimants, Deadline deadline)
      throws InterruptedException {
    Map<String, Claimant> first = new LinkedHashMap<>();
    for (Claimant claimant : claimants) {
      first.putIfAbsent(claimant.eventId(), claimant);
    }
    List<Claim> claims =
        puts.all(
            List.copyOf(first.values()), claimant -> table.claim(claimant, deadline), deadline);
    Map<String, Claim> holders = new HashMap<>();
    for (String id : first.keySet()) {
      holders.put(id, claims.get(holders.size()));
    }
    return claimants.stream()
        .map(claimant -> holders.get(claimant.eventId()).on(claimant))
        .toList();
  }
}
