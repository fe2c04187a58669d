package dev.millrace.models.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a trial whose process dies, or does not end. */
class TrialProcessTest {
  private static final Duration TIME = Duration.ofMinutes(1);

  @TempDir private Path folder;

  private static TrialProcess shell(String script) {
    return new TrialProcess(List.of("/bin/sh", "-c", script, "trial"));
  }

  private String rejected(TrialProcess trial, Duration time) throws Exception {
    assertThat(trial.run(folder, 0, time)).isInstanceOf(ValidationResult.Rejected.class);
    return ((ValidationResult.Rejected) trial.run(folder, 0, time)).error();
  }

  @Test
  void aFileThatEndsTheRuntimesProcessIsRejected() throws Exception {
    assertThat(rejected(shell("kill -SEGV $$"), TIME))
        .startsWith("model.onnx ended the process that tried it (by signal 11)");
  }

  @Test
  void aFileThatIsNotDoneInTimeIsRejected() throws Exception {
    assertThat(rejected(shell("exec sleep 600"), Duration.ofMillis(20)))
        .startsWith("model.onnx was not loaded and did not score within 0 s");
  }

  @Test
  void theProcessHasNothingOfTheEnvironment() throws Exception {
    shell("env > environment; exit 1").run(folder, 0, TIME);

    assertThat(Files.readAllLines(folder.resolve("environment")))
        .extracting(variable -> variable.split("=", 2)[0])
        .doesNotContain("HOME", "AWS_EMF_ENVIRONMENT", "AWS_SECRET_ACCESS_KEY");
  }
}
