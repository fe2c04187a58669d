package dev.millrace.common.stream;

import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Positions such as Kinesis gives. */
final class Positions {
  private static final BigInteger LARGEST_SEQUENCE_NUMBER =
      BigInteger.TEN.pow(56).subtract(BigInteger.ONE);

  private Positions() {}

  static Arbitrary<StreamPosition> on(String stream) {
    return Combinators.combine(
            Arbitraries.integers().between(0, 9_999),
            Arbitraries.bigIntegers().between(BigInteger.ZERO, LARGEST_SEQUENCE_NUMBER),
            Arbitraries.longs().between(0, 999_999))
        .as(
            (shard, sequence, part) ->
                new StreamPosition(
                    stream,
                    "shardId-" + "0".repeat(8) + (10_000 + shard),
                    sequence.toString(),
                    part));
  }
}
