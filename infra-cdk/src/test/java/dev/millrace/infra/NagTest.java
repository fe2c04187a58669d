package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NagTest {
  @Test
  void nothingBreaksARuleWithoutAReason() {
    assertThat(Synthesis.byDefault().complaints()).isEmpty();
    assertThat(Synthesis.otherwise().complaints()).isEmpty();
  }

  @Test
  void theRulesAreChecked() {
    var suppressed =
        Synthesis.byDefault().resources().stream()
            .flatMap(
                resource -> resource.json().at("/Metadata/cdk_nag").findParents("id").stream());
    assertThat(suppressed)
        .isNotEmpty()
        .allSatisfy(rule -> assertThat(rule.path("reason").asText()).hasSizeGreaterThan(20));
  }
}
