package dev.millrace.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionCommandTest {
  private static final String FIRST_COMPILER_ONLY = "-XX:TieredStopAtLevel=1";

  @ParameterizedTest
  @CsvSource({"false, true", "true, false"})
  void theSecondCompilerIsOffWithoutSnapStart(boolean snapStart, boolean off) {
    assertThat(off(snapStart, Map.of())).isEqualTo(off);
  }

  /** An option of the command line would take precedence of those in the environment. */
  @Test
  void aFunctionMayChooseItsCompilers() {
    assertThat(off(false, Map.of("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=4"))).isFalse();
    assertThat(off(false, Map.of("JAVA_TOOL_OPTIONS", "-Xss1m"))).isTrue();
  }

  private static boolean off(boolean snapStart, Map<String, String> environment) {
    LambdaFunction function =
        new LambdaFunction(
            "f",
            "arn",
            "Handler",
            environment,
            512,
            Duration.ofSeconds(3),
            snapStart,
            Path.of("z"));
    return new FunctionCommand(
            function, Path.of("task"), new RuntimeInterfaceClient("", Path.of("library.so")))
        .command(Path.of("logs"))
        .contains(FIRST_COMPILER_ONLY);
  }
}
