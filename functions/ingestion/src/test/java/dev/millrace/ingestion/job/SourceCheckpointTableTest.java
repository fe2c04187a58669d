package dev.millrace.ingestion.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Deadline;
import dev.millrace.testsupport.DynamoDbServer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How far incremental sources are, in DynamoDB Local. */
class SourceCheckpointTableTest {
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(1));

  private final SourceCheckpointTable checkpoints =
      new SourceCheckpointTable(DynamoDbServer.client(), DynamoDbServer.newTable("key"));

  @Test
  void aCheckpointMovesFromWhereARunBegan() {
    assertThat(move(Optional.empty(), "a")).isTrue();
    assertThat(move(Optional.of("a"), "b")).isTrue();

    assertThat(checkpoints.find("ann", "tracks", DEADLINE)).contains("b");
  }

  @Test
  void aRunThatBeganEarlierMovesNothing() {
    move(Optional.empty(), "a");
    move(Optional.of("a"), "b");

    assertThat(move(Optional.empty(), "c")).isFalse();
    assertThat(move(Optional.of("a"), "c")).isFalse();
    assertThat(checkpoints.find("ann", "tracks", DEADLINE)).contains("b");
  }

  @Test
  void aMoveThatIsDoneAgainHasTakenEffect() {
    move(Optional.empty(), "a");

    assertThat(move(Optional.empty(), "a")).isTrue();
  }

  @Test
  void aCheckpointIsItsOwnersAlone() {
    move(Optional.empty(), "a");

    assertThat(checkpoints.find("ben", "tracks", DEADLINE)).isEmpty();
  }

  private boolean move(Optional<String> from, String to) {
    return checkpoints.move("ann", "tracks", from, to, DEADLINE);
  }
}
