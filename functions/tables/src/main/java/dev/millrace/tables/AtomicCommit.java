package dev.millrace.tables;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits data files, table properties and the snapshot's summary together, on exactly the state
 * that was read. When someone else has committed since, the new state is looked at: as long as what
 * the changes rest on still holds (a compaction came between, say), they are made on it.
 */
public final class AtomicCommit {
  /** Names the last commit of ours in the table's properties: an answer that got lost is found. */
  static final String COMMIT_ID = "millrace.commit";

  private static final int ATTEMPTS = 10;
  private static final Logger LOG = LoggerFactory.getLogger(AtomicCommit.class);

  private AtomicCommit() {}

  /**
   * Commits.
   *
   * @param base the state that was read
   * @param changes adds the changes to the transaction; called again for each new state
   * @param stillRight whether a newer state leaves the changes right
   * @return the table's state afterwards; empty when a newer state made the changes wrong, in which
   *     case none of them took effect
   * @throws RuntimeException of Iceberg or the SDK when catalog or bucket cannot be reached: the
   *     changes may or may not have taken effect, and the next run sees which
   */
  public static Optional<TableState> commit(
      TableState base, Consumer<Transaction> changes, Predicate<TableState> stillRight) {
    String id = UUID.randomUUID().toString();
    TableState state = base;
    for (int attempt = 1; ; attempt++) {
      try {
        attempt(state, id, changes);
        return Optional.of(state.reload());
      } catch (CommitFailedException | CommitStateUnknownException failed) {
        LOG.info("Commit {} of {} failed: {}", attempt, base, failed.getMessage());
        state = state.reload();
        if (state.property(COMMIT_ID).filter(id::equals).isPresent()) {
          return Optional.of(state);
        }
        if (!stillRight.test(state)) {
          return Optional.empty();
        }
        if (attempt == ATTEMPTS) {
          throw failed;
        }
      }
    }
  }

  /** As above, unless another commit of ours has come since {@code base} was read. */
  public static Optional<TableState> commit(TableState base, Consumer<Transaction> changes) {
    Optional<String> latest = base.property(COMMIT_ID);
    return commit(base, changes, newer -> newer.property(COMMIT_ID).equals(latest));
  }

  private static void attempt(TableState state, String id, Consumer<Transaction> changes) {
    Transaction transaction = state.newTransaction();
    changes.accept(transaction);
    transaction.updateProperties().set(COMMIT_ID, id).commit();
    transaction.commitTransaction();
  }
}
