package dev.millrace.tools.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.tools.smoke.step.SmokeArguments;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmokeArgumentsTest {
  private static final String URL = "https://abc.execute-api.eu-west-1.amazonaws.com";

  @Test
  void aUrlAloneChangesNothingOfOthers() {
    SmokeArguments arguments = SmokeArguments.parse(URL + "/");

    assertThat(arguments.url()).isEqualTo(URI.create(URL));
    assertThat(arguments.environment()).isEqualTo("dev");
    assertThat(arguments.faults()).isFalse();
    assertThat(arguments.latencyLimit()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void optionsStandBeforeAndBehindTheUrl() {
    SmokeArguments arguments =
        SmokeArguments.parse(
            "--environment", "staging", URL, "--faults", "--outage", "PT30S", "--patience", "PT5M");

    assertThat(arguments.environment()).isEqualTo("staging");
    assertThat(arguments.faults()).isTrue();
    assertThat(arguments.outage()).isEqualTo(Duration.ofSeconds(30));
    assertThat(arguments.patience()).isEqualTo(Duration.ofMinutes(5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "staging", "ftp://host", "http://", "http://a b", "http://h?x=y"})
  void whatIsNoUrlIsShown(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SmokeArguments.parse(url))
        .withMessageStartingWith("URL is '%s'; expected".formatted(url));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "PT0S", "-PT1S", "PT61M", "1s"})
  void aDurationThatCannotBeIsShown(String duration) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SmokeArguments.parse(URL, "--latency-limit", duration))
        .withMessageStartingWith("--latency-limit is '%s'; expected".formatted(duration));
  }

  @Test
  void anEnvironmentIsAName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SmokeArguments.parse(URL, "--environment", "a/b"))
        .withMessageStartingWith("--environment is 'a/b'; expected");
  }

  @Test
  void wrongArgumentsEndWithStatusTwoAndASentence() throws Exception {
    assertThat(errorOf()).isEqualTo("smoke: URL is missing; expected that of the HTTP API");
    assertThat(errorOf(URL, "--outage")).isEqualTo("smoke: --outage wants a value; see --help");
    assertThat(errorOf(URL, "--fault")).contains("--fault is not expected here");
    assertThat(errorOf(URL, URL)).contains("is not expected here");
  }

  private static String errorOf(String... arguments) throws Exception {
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(errors, true, StandardCharsets.UTF_8)) {
      assertThat(SmokeCommand.run(Map.of(), System.out, out, arguments)).isEqualTo(2);
    }
    return errors.toString(StandardCharsets.UTF_8).strip();
  }
}
