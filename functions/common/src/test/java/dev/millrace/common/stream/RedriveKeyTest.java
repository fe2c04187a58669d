package dev.millrace.common.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedriveKeyTest {

  @Provide
  Arbitrary<RedriveKey> keys() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 999_999),
            Arbitraries.longs().between(0, 999_999_999_999_999L),
            Positions.on("sessions"))
        .as(
            (redrives, arrival, position) ->
                new RedriveKey(redrives, Instant.ofEpochMilli(arrival), position));
  }

  @Property
  void aKeyIsReadAsItWasWritten(@ForAll("keys") RedriveKey key) {
    assertThat(RedriveKey.parse(key.toString(), "sessions")).contains(key);
  }

  @Property
  void aKeyFitsIntoAPartitionKey(@ForAll("keys") RedriveKey key) {
    assertThat(key.toString()).hasSizeLessThanOrEqualTo(256);
  }

  @Test
  void aKeyIsWrittenInAsciiDigitsWhateverTheLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));

      assertThat(
              new RedriveKey(
                      1,
                      Instant.ofEpochMilli(1_731_880_381_293L),
                      new StreamPosition("sessions", "shardId-000000000000", "42", 7))
                  .toString())
          .isEqualTo("redrive:1:1731880381293:shardId-000000000000:42:7");
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "document-1",
        "redrive:",
        "redrive:1:2:shard:3",
        "redrive:1:2:shard:3:4:5",
        "redrive:one:2:shard:3:4",
        "redrive:1:2::3:4",
        "redrive:1:2:sh/ard:3:4",
        "redrive:-1:2:shard:3:4",
        "redrive:1:2:shard:3:4\n",
        "redrive:1000000:2:shard:3:4",
        "redrive:1:1000000000000000:shard:3:4",
        "redrive:١:2:shard:3:4",
        " redrive:1:2:shard:3:4",
        "Redrive:1:2:shard:3:4"
      })
  void anotherPartitionKeyIsNone(String partitionKey) {
    assertThat(RedriveKey.parse(partitionKey, "sessions")).isEmpty();
  }
}
