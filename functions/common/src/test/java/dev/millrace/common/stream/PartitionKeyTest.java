package dev.millrace.common.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionKeyTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "redrive", "redrive:1", "\u00e9 /%2F", "redrive:1:2:shard:3:x"})
  void anIdIsItsOwnKey(String id) {
    assertThat(PartitionKey.of(id)).isEqualTo(id);
  }

  @Test
  void anIdThatIsTooLongForAKeyIsHashed() {
    assertThat(PartitionKey.of("i".repeat(256))).isEqualTo("i".repeat(256));
    assertThat(PartitionKey.of("i".repeat(257)))
        .matches("[0-9a-f]{64}")
        .isNotEqualTo(PartitionKey.of("j".repeat(257)));
  }

  @Test
  void anIdThatReadsAsTheKeyOfARedrivenRecordIsHashed() {
    assertThat(PartitionKey.of("redrive:1:1731880381293:shardId-000000000000:42:0"))
        .matches("[0-9a-f]{64}");
  }
}
