package dev.millrace.scoring.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.lookup.LookupRow;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LookupCacheTest {
  private static final Duration TTL = Duration.ofMinutes(10);
  private static final Optional<LookupRow> INCOME =
      Optional.of(new LookupRow(Map.of("income", 5.0), Map.of()));

  /** Near the end of the ticker's range, where it turns negative. */
  private long nanos = Long.MAX_VALUE - 1;

  private final LookupCache cache = new LookupCache(3, TTL, () -> nanos);

  private static LookupKey zip(String code) {
    return new LookupKey("zip_codes", code);
  }

  @Test
  void aKeyThatWasNeverSeenMustBeLookedUp() {
    assertThat(cache.find(zip("10001"))).isEmpty();
  }

  @Test
  void whatWasLookedUpIsKnown() {
    cache.put(zip("10001"), INCOME);

    assertThat(cache.find(zip("10001"))).contains(INCOME);
  }

  @Test
  void aKeyWithoutARowIsKnownToHaveNone() {
    cache.put(zip("00000"), Optional.empty());

    assertThat(cache.find(zip("00000"))).contains(Optional.empty());
  }

  @Test
  void aKeyIsKnownInItsOwnTableOnly() {
    cache.put(zip("10001"), INCOME);

    assertThat(cache.find(new LookupKey("stores", "10001"))).isEmpty();
  }

  @Test
  void anEntryIsKnownUntilItsTimeIsUp() {
    cache.put(zip("10001"), INCOME);

    nanos += TTL.toNanos() - 1;
    assertThat(cache.find(zip("10001"))).contains(INCOME);
    nanos += 1;
    assertThat(cache.find(zip("10001"))).isEmpty();
  }

  @Test
  void aLookUpDoesNotProlongAnEntryButAnotherLoadDoes() {
    cache.put(zip("10001"), INCOME);
    nanos += TTL.toNanos() / 2;
    cache.find(zip("10001"));
    cache.put(zip("10001"), Optional.empty());
    nanos += TTL.toNanos() / 2;

    assertThat(cache.find(zip("10001"))).contains(Optional.empty());
  }

  @Test
  void theLeastRecentlyUsedEntryMakesWay() {
    cache.put(zip("1"), INCOME);
    cache.put(zip("2"), INCOME);
    cache.put(zip("3"), INCOME);
    cache.find(zip("1"));
    cache.put(zip("4"), INCOME);

    assertThat(cache.find(zip("2"))).isEmpty();
    assertThat(cache.find(zip("1"))).isPresent();
    assertThat(cache.find(zip("3"))).isPresent();
    assertThat(cache.find(zip("4"))).isPresent();
  }
}
