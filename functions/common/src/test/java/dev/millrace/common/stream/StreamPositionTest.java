package dev.millrace.common.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Comparator;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class StreamPositionTest {
  private static final Comparator<StreamPosition> AS_NUMBERS =
      Comparator.comparing((StreamPosition position) -> new BigInteger(position.sequenceNumber()))
          .thenComparing(StreamPosition::subSequenceNumber);

  @Provide
  Arbitrary<StreamPosition> positions() {
    return Positions.on("sessions");
  }

  @Property
  void sortableSequencesCompareAsTheirNumbersDo(
      @ForAll("positions") StreamPosition one, @ForAll("positions") StreamPosition other) {
    assertThat(Integer.signum(one.sortableSequence().compareTo(other.sortableSequence())))
        .isEqualTo(Integer.signum(AS_NUMBERS.compare(one, other)));
  }

  @Test
  void partsOfOneRecordSortByTheirIndex() {
    assertThat(new StreamPosition("s", "shard", "42", 10).sortableSequence())
        .isGreaterThan(new StreamPosition("s", "shard", "42", 9).sortableSequence());
  }

  @Test
  void aRecordIdNamesStreamShardSequenceAndSubSequenceNumber() {
    assertThat(new StreamPosition("sessions", "shardId-000000000001", "49", 3).recordId())
        .isEqualTo("sessions/shardId-000000000001/49/3");
  }
}
