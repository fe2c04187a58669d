package dev.millrace.local.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardProgressTest {
  @TempDir Path directory;

  @Test
  void theCheckpointStaysBeforeTheOldestUnfinishedRecordAndOutlivesTheProcess() throws Exception {
    Path file = directory.resolve("mapping.properties");
    ShardProgress progress = new ShardProgress("shard", new Checkpoints(file));
    List<StreamRecord> records = List.of(record(1), record(2), record(3));
    records.forEach(progress::read);

    progress.finished(List.of(records.get(0), records.get(2)));
    assertThat(new Checkpoints(file).get("shard")).contains("1");

    progress.finished(List.of(records.get(1)));
    assertThat(new Checkpoints(file).get("shard")).contains("3");
  }

  private static StreamRecord record(long number) {
    return new StreamRecord("key", BigInteger.valueOf(number), Instant.EPOCH, new byte[0]);
  }
}
