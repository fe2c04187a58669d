package dev.millrace.lake.cleaning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.common.Deadline;
import dev.millrace.lake.cleaning.Claim.Standing;
import dev.millrace.testsupport.DynamoDbServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

class ClaimsTest {
  private static final Instant ARRIVAL = Instant.parse("2025-01-12T10:32:14Z");
  private static final Duration HORIZON = Duration.ofDays(30);
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(5));
  private static final String TABLE = DynamoDbServer.newTable("event_id");

  private final Claims claims =
      new Claims(new ClaimTable(DynamoDbServer.client(), TABLE, HORIZON), 8);
  private final String id = UUID.randomUUID().toString();

  private static Claimant at(String id, int position, String hash) {
    return new Claimant(id, "service-events/s/" + position + "/0", hash, ARRIVAL);
  }

  private List<Standing> claim(Claimant... claimants) throws InterruptedException {
    return claims.claim(List.of(claimants), DEADLINE).stream()
        .map(Claim.Verdict::standing)
        .toList();
  }

  @Test
  void theFirstClaimStays() throws InterruptedException {
    assertThat(claim(at(id, 1, "A"))).containsExactly(Standing.FIRST);
    assertThat(claim(at(id, 2, "A"))).containsExactly(Standing.DUPLICATE);
    assertThat(claim(at(id, 3, "B"))).containsExactly(Standing.CONFLICT);
    assertThat(claim(at(id, 1, "A"))).containsExactly(Standing.FIRST);
  }

  @Test
  void theFirstOfEqualIdsInARunClaimsForAll() throws InterruptedException {
    assertThat(claim(at(id, 1, "A"), at(id + 1, 2, "A"), at(id, 3, "A"), at(id, 4, "B")))
        .containsExactly(Standing.FIRST, Standing.FIRST, Standing.DUPLICATE, Standing.CONFLICT);
  }

  @Test
  void aLaterRecordThatHasTheClaimKeepsItAmongEarlierOnes() throws InterruptedException {
    claim(at(id, 2, "A"));

    assertThat(claim(at(id, 1, "A"), at(id, 2, "A"), at(id, 3, "B")))
        .containsExactly(Standing.DUPLICATE, Standing.FIRST, Standing.CONFLICT);
  }

  @Test
  void aConflictNamesTheHolder() throws InterruptedException {
    claim(at(id, 1, "A"));

    assertThat(claims.claim(List.of(at(id, 2, "B")), DEADLINE))
        .containsExactly(new Claim.Verdict(Standing.CONFLICT, "service-events/s/1/0"));
  }

  @Test
  void aClaimPastItsHorizonCountsAsNone() throws InterruptedException {
    claim(at(id, 1, "A"));
    Instant last = ARRIVAL.plus(HORIZON);

    assertThat(claim(new Claimant(id, "service-events/s/2/0", "B", last)))
        .containsExactly(Standing.CONFLICT);
    assertThat(claim(new Claimant(id, "service-events/s/3/0", "B", last.plusSeconds(1))))
        .containsExactly(Standing.FIRST);
  }

  @Test
  void aClaimExpiresAHorizonAfterItsRecordArrived() throws InterruptedException {
    claim(at(id, 1, "A"));

    assertThat(
            DynamoDbServer.client()
                .getItem(
                    get -> get.tableName(TABLE).key(Map.of("event_id", AttributeValue.fromS(id))))
                .item()
                .get("expires_at")
                .n())
        .isEqualTo(Long.toString(ARRIVAL.plus(HORIZON).getEpochSecond()));
  }

  @Test
  void anIdThatNoKeyCanHoldIsClaimedToo() throws InterruptedException {
    String longId = "é".repeat(2_000) + id;

    assertThat(claim(at(longId, 1, "A"), at(longId + "x", 2, "A")))
        .containsExactly(Standing.FIRST, Standing.FIRST);
    assertThat(claim(at(longId, 3, "A"))).containsExactly(Standing.DUPLICATE);
  }

  @Test
  void ofRunsAtTheSameTimeOneGetsTheClaim() throws Exception {
    List<Callable<List<Standing>>> runs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      int position = i;
      runs.add(() -> claim(at(id, position, "A")));
    }
    List<Standing> standings = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var run : threads.invokeAll(runs)) {
        standings.addAll(run.get());
      }
    }
    assertThat(standings).containsOnlyOnce(Standing.FIRST).hasSize(20);
  }

  @Test
  void aTableThatIsNotThereIsAnError() {
    Claims none = new Claims(new ClaimTable(DynamoDbServer.client(), "none", HORIZON), 8);

    assertThatExceptionOfType(ResourceNotFoundException.class)
        .isThrownBy(() -> none.claim(List.of(at(id, 1, "A")), DEADLINE));
  }
}
