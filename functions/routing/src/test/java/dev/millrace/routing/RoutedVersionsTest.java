package dev.millrace.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutedVersionsTest {
  private static RoutedVersions canary(double weight) {
    return new RoutedVersions("1.0.0", Optional.of(new Canary("2.0.0", weight)), List.of());
  }

  @Property(tries = 300)
  void theSameRecordIsAlwaysTheSameVersionsAndStaysTheCanarysWhileItsWeightGrows(
      @ForAll String id,
      @ForAll @DoubleRange(min = 0, max = 100) double weight,
      @ForAll @DoubleRange(min = 0, max = 100) double other) {
    String version = canary(weight).versionFor("demo", id);

    assertThat(canary(weight).versionFor("demo", id)).isEqualTo(version);
    if (version.equals("2.0.0") && other >= weight) {
      assertThat(canary(other).versionFor("demo", id)).isEqualTo("2.0.0");
    }
  }

  @Property(tries = 300)
  void atTheEndsOfTheRangeNoneOrEveryRecordIsTheCanarys(@ForAll String id) {
    assertThat(canary(0).versionFor("demo", id)).isEqualTo("1.0.0");
    assertThat(canary(100).versionFor("demo", id)).isEqualTo("2.0.0");
    assertThat(RoutedVersions.active("1.0.0").versionFor("demo", id)).isEqualTo("1.0.0");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 5, 10, 33.3, 50, 95})
  void theCanarysShareIsItsWeightWhateverIdsLookLike(double weight) {
    for (String form : List.of("%d", "session-%06d", "%08x-0000", "a/%d/z")) {
      assertThat(share(weight, "demo", form)).as(form).isCloseTo(weight, within(1.0));
    }
  }

  private static double share(double weight, String model, String form) {
    int records = 20_000;
    return 100.0
        * IntStream.range(0, records)
            .filter(i -> canary(weight).versionFor(model, form.formatted(i)).equals("2.0.0"))
            .count()
        / records;
  }

  @Test
  void twoModelsChooseIndependently() {
    long both =
        IntStream.range(0, 20_000)
            .mapToObj(Integer::toString)
            .filter(id -> canary(50).versionFor("demo", id).equals("2.0.0"))
            .filter(id -> canary(50).versionFor("other", id).equals("2.0.0"))
            .count();

    assertThat(both).isBetween(4_700L, 5_300L);
  }

  @Test
  void theFormulaNeverChanges() {
    assertThat(IntStream.range(0, 4).mapToDouble(i -> RecordShare.of("demo", "id-" + i)).toArray())
        .containsExactly(8.5839, 15.2857, 84.8969, 95.9477);
  }

  @Test
  void aVersionIsNamedOnce() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(
            () ->
                new RoutedVersions("1.0.0", Optional.of(new Canary("2.0.0", 5)), List.of("2.0.0")))
        .withMessageContaining("2.0.0");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 100.1, Double.NaN, Double.POSITIVE_INFINITY})
  void aWeightIsOutOfAHundred(double weight) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new Canary("2.0.0", weight))
        .withMessageContaining("0 to 100");
  }
}
