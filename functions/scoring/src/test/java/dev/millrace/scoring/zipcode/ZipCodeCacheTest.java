package dev.millrace.scoring.zipcode;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ZipCodeCacheTest {
  private static final Duration TTL = Duration.ofMinutes(10);
  private static final Optional<Map<String, Double>> INCOME = Optional.of(Map.of("income", 5.0));

  /** Near the end of the ticker's range, where it turns negative. */
  private long nanos = Long.MAX_VALUE - 1;

  private final ZipCodeCache cache = new ZipCodeCache(3, TTL, () -> nanos);

  @Test
  void aZipCodeThatWasNeverSeenMustBeLookedUp() {
    assertThat(cache.find("10001")).isEmpty();
  }

  @Test
  void whatWasLookedUpIsKnown() {
    cache.put("10001", INCOME);

    assertThat(cache.find("10001")).contains(INCOME);
  }

  @Test
  void anUnknownZipCodeIsKnownToBeUnknown() {
    cache.put("00000", Optional.empty());

    assertThat(cache.find("00000")).contains(Optional.empty());
  }

  @Test
  void anEntryIsKnownUntilItsTimeIsUp() {
    cache.put("10001", INCOME);

    nanos += TTL.toNanos() - 1;
    assertThat(cache.find("10001")).contains(INCOME);
    nanos += 1;
    assertThat(cache.find("10001")).isEmpty();
  }

  @Test
  void aLookUpDoesNotProlongAnEntryButAnotherLoadDoes() {
    cache.put("10001", INCOME);
    nanos += TTL.toNanos() / 2;
    cache.find("10001");
    cache.put("10001", Optional.empty());
    nanos += TTL.toNanos() / 2;

    assertThat(cache.find("10001")).contains(Optional.empty());
  }

  @Test
  void theLeastRecentlyUsedEntryMakesWay() {
    cache.put("1", INCOME);
    cache.put("2", INCOME);
    cache.put("3", INCOME);
    cache.find("1");
    cache.put("4", INCOME);

    assertThat(cache.find("2")).isEmpty();
    assertThat(cache.find("1")).isPresent();
    assertThat(cache.find("3")).isPresent();
    assertThat(cache.find("4")).isPresent();
  }
}
