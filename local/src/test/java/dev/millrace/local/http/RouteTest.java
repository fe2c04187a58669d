package dev.millrace.local.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTest {
  @Test
  void aVariableTakesOneSegment() {
    assertThat(route("GET /predictions/{id}").match("GET", "/predictions/a%2Fb"))
        .contains(Map.of("id", "a%2Fb"));
    assertThat(route("GET /predictions/{id}").match("GET", "/predictions/a/b")).isEmpty();
    assertThat(route("GET /predictions/{id}").match("POST", "/predictions/a")).isEmpty();
  }

  @Test
  void aGreedyVariableTakesTheRest() {
    assertThat(route("ANY /models/{path+}").match("PUT", "/models/a/b"))
        .contains(Map.of("path", "a/b"));
  }

  @Test
  void theMostSpecificRouteComesFirst() {
    assertThat(
            List.of("$default", "ANY /a/{b+}", "GET /a/{b}", "GET /a/b").stream()
                .map(RouteTest::route)
                .mapToInt(Route::rank))
        .isSortedAccordingTo((a, b) -> Integer.compare(b, a));
  }

  private static Route route(String key) {
    return new Route(key, "function", false, List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "GET /predictions/{id}, true",
    "POST /predictions, true",
    "ANY /predictions/{proxy+}, true",
    "GET /predictionsets, false",
    "GET /metrics, false",
    "$default, false"
  })
  void aPathStandsForWhatIsBelowItToo(String key, boolean under) {
    assertThat(route(key).isUnder("/predictions")).isEqualTo(under);
  }
}
