package dev.millrace.scoring.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureDifferenceTest {
  @Test
  void itNamesWhatIsMoreAndWhatIsFewer() {
    assertThat(FeatureDifference.describe(List.of("a", "b", "c"), List.of("d", "b", "e")))
        .isEqualTo("the model also takes d, e; the model does not take a, c");
    assertThat(FeatureDifference.describe(List.of("a"), List.of("a", "b")))
        .isEqualTo("the model also takes b");
  }

  @Test
  void anotherOrderIsTold() {
    assertThat(FeatureDifference.describe(List.of("a", "b"), List.of("b", "a")))
        .isEqualTo("the model takes them in the order b, a");
  }
}
