package dev.millrace.common.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallerTest {
  @Test
  void aCallerIsTheSubjectAndElseTheClient() {
    assertThat(Caller.of(Map.of("sub", "anna", "client_id", "console")))
        .contains(new Caller("anna", Set.of()));
    assertThat(Caller.of(Map.of("sub", " ", "client_id", "nightly")))
        .contains(new Caller("nightly", Set.of()));
    assertThat(Caller.of(Map.of("scope", "millrace/read"))).isEmpty();
  }

  @Test
  void onlyAScopeOfThisApiCounts() {
    Caller caller =
        Caller.of(Map.of("sub", "anna", "scope", " millrace/read other/operate  operate"))
            .orElseThrow();

    assertThat(caller.scopes())
        .containsExactlyInAnyOrder("millrace/read", "other/operate", "operate");
    assertThat(caller.has("read")).isTrue();
    assertThat(caller.isOperator()).isFalse();
    assertThat(new Caller("olga", Set.of("millrace/operate")).isOperator()).isTrue();
  }

  @Test
  void aCallerHasAName() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Caller(" ", Set.of()));
  }
}
