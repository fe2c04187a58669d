package dev.millrace.lake.events;

import dev.millrace.common.Deadline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Claims ids, a bounded number at a time; of equal ones the first claims for all. */
public final class Claims {
  private final ClaimTable table;
  private final Semaphore permits;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Claims in a table.
   *
   * @param concurrentWrites the most puts that are under way at once
   */
  public Claims(ClaimTable table, int concurrentWrites) {
    this.table = table;
    this.permits = new Semaphore(concurrentWrites);
  }

  /** What becomes of each claimant, in their order, which is the order of the stream. */
  List<Claim.Verdict> claim(List<Claimant> claimants, Deadline deadline)
      throws InterruptedException {
    Map<String, Future<Claim>> holders = new LinkedHashMap<>();
    for (Claimant claimant : claimants) {
      holders.computeIfAbsent(
          claimant.eventId(), first -> threads.submit(() -> claimed(claimant, deadline)));
    }
    try {
      List<Claim.Verdict> verdicts = new ArrayList<>(claimants.size());
      for (Claimant claimant : claimants) {
        verdicts.add(outcome(holders.get(claimant.eventId())).on(claimant));
      }
      return verdicts;
    } finally {
      // Of a run that fails none goes on behind its back.
      holders.values().forEach(claim -> claim.cancel(true));
    }
  }

  private Claim claimed(Claimant claimant, Deadline deadline) throws InterruptedException {
    permits.acquire();
    try {
      return table.claim(claimant, deadline);
    } finally {
      permits.release();
    }
  }

  private static Claim outcome(Future<Claim> claim) throws InterruptedException {
    try {
      return claim.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("A claim failed unexpectedly", failed.getCause());
    }
  }
}
