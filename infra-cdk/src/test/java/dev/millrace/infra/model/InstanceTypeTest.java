package dev.millrace.infra.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceTypeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"ml.c6g.large", "ml.m7g.xlarge", "ml.c6gn.large", "ml.r8g.large", "ml.m6gd.large"})
  void gravitonIsArm(String type) {
    assertThat(new InstanceType(type).isArm()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ml.m5.large", "ml.g4dn.xlarge", "ml.g5.xlarge", "ml.c7i.large", "ml.t2.medium"})
  void theRestIsX86(String type) {
    assertThat(new InstanceType(type).isArm()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "ml.m5d.large, true", "ml.g4dn.xlarge, true", "ml.g5.xlarge, true", "ml.m6gd.large, true",
    "ml.m5.large, false", "ml.c6g.large, false", "ml.c6gn.large, false", "ml.t2.medium, false"
  })
  void someInstancesHaveDisksOfTheirOwn(String type, boolean expected) {
    assertThat(new InstanceType(type).hasLocalStorage()).isEqualTo(expected);
  }
}
