package dev.millrace.features.definition;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelVersionTest {
  @Provide
  Arbitrary<ModelVersion> versions() {
    Arbitrary<Integer> numbers = Arbitraries.integers().between(0, 999_999_999);
    return Combinators.combine(numbers, numbers, numbers).as(ModelVersion::new);
  }

  @Property
  void aVersionIsReadAsItIsWritten(@ForAll("versions") ModelVersion version) {
    assertThat(ModelVersion.parse(version.toString())).contains(version);
  }

  @Property
  void sortKeysSortAsVersionsDo(
      @ForAll("versions") ModelVersion one, @ForAll("versions") ModelVersion other) {
    assertThat(Integer.signum(one.sortKey().compareTo(other.sortKey())))
        .isEqualTo(Integer.signum(one.compareTo(other)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.0",
        "1.0.0.0",
        "01.0.0",
        "1.0.0 ",
        "v1.0.0",
        "1.0.-1",
        "1.0.1234567890"
      })
  void whatIsNoVersionIsNone(String text) {
    assertThat(ModelVersion.parse(text)).isEmpty();
  }
}
