package dev.millrace.lake.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LineageTest {
  private final ListedShard left = new ListedShard("left", Set.of("expired"), true);
  private final ListedShard right = new ListedShard("right", Set.of(), true);
  private final ListedShard merged = new ListedShard("merged", Set.of("left", "right"), true);
  private final ListedShard child = new ListedShard("child", Set.of("merged"), false);
  private final List<ListedShard> shards = List.of(child, merged, left, right);

  @Test
  void shardsWithoutListedParentsAreReady() {
    assertThat(new Lineage(shards, List.of()).ready()).containsExactly(left, right);
  }

  @Test
  void aShardIsReadyOnceTheLastOfItsParentsHasEnded() {
    Lineage lineage = new Lineage(shards, List.of());

    assertThat(lineage.ended("left")).isEmpty();
    assertThat(lineage.ended("right")).containsExactly(merged);
    assertThat(lineage.ended("merged")).containsExactly(child);
    assertThat(lineage.ended("child")).isEmpty();
  }

  @Test
  void whatHasEndedBeforeIsNotReadyAgain() {
    assertThat(new Lineage(shards, List.of("left", "right")).ready()).containsExactly(merged);
    assertThat(new Lineage(shards, List.of("right")).ready()).containsExactly(left);
  }
}
