package dev.millrace.infra.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.infra.ProjectFixture;
import java.io.IOException;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.Duration;

class DeployedContractTest {
  private static final Duration MINUTE = Duration.minutes(1);

  @TempDir private Path root;
  private Contract contract;

  @BeforeEach
  void read() throws IOException {
    contract = ProjectFixture.at(root).contract(new FunctionPackage("lake"));
  }

  @Test
  void aMetricIsAsTheFunctionsDeclareIt() {
    var metric = contract.metric("ArchiveLag", "Maximum", MINUTE, "stream", "predictions");
    assertThat(metric.getNamespace()).isEqualTo("Millrace");
    assertThat(metric.getDimensions().toString()).contains("service", "lake", "predictions");
  }

  @Test
  void whatIsNotDeclaredIsRefusedByName() {
    refused(() -> contract.metric("ArchiveLog", "Sum", MINUTE), "no metric ArchiveLog");
    refused(() -> contract.metric("ArchiveLag", "Sum", MINUTE), "no metric ArchiveLag by []");
    refused(
        () -> contract.metric("ArchiveLag", "Sum", MINUTE, "kind", "volume"),
        "no metric ArchiveLag by [kind]");
    refused(
        () -> contract.metric("ArchiveLag", "Sum", MINUTE, "stream", "clicks"), "no stream clicks");
    refused(() -> contract.values("color"), "no values of the dimension color");
  }

  private static void refused(ThrowingCallable use, String missing) {
    assertThatExceptionOfType(UndeclaredException.class)
        .isThrownBy(use)
        .withMessageContaining(new FunctionPackage("lake").zip())
        .withMessageContaining(missing);
  }
}
