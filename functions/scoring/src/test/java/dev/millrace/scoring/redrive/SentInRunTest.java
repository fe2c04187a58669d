package dev.millrace.scoring.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.stream.StreamPosition;
import org.junit.jupiter.api.Test;

class SentInRunTest {
  private final SentInRun sent = new SentInRun(2);

  @Test
  void anEarlierStateOfASentRecordIsCoveredAndALaterOneIsNot() {
    sent.add(record("1", 1));

    assertThat(sent.covers(record("1", 0))).isTrue();
    assertThat(sent.covers(record("1", 1))).isTrue();
    assertThat(sent.covers(record("1", 2))).isFalse();
    assertThat(sent.precedes(record("1", 2))).isTrue();
    assertThat(sent.precedes(record("2", 2))).isFalse();
  }

  @Test
  void onlyTheLatestAreRemembered() {
    sent.add(record("1", 0));
    sent.add(record("2", 0));
    sent.add(record("3", 0));

    assertThat(sent.covers(record("1", 0))).isFalse();
    assertThat(sent.covers(record("2", 0))).isTrue();
    assertThat(sent.covers(record("3", 0))).isTrue();
  }

  private static FailedRecord record(String sequence, int redrives) {
    return new FailedRecord(
        new StreamPosition(FailureSamples.STREAM, FailureSamples.SHARD, sequence, 0),
        FailureSamples.ARRIVAL,
        redrives,
        new byte[0]);
  }
}
