package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractTest {
  @TempDir private Path root;
  private Contract contract;

  @BeforeEach
  void read() throws IOException {
    contract = ProjectFixture.at(root).contract(FunctionPackage.LAKE);
  }

  @Test
  void aMetricIsAsTheFunctionsDeclareIt() {
    var metric =
        contract.metric("ArchiveLag", "Maximum", Monitoring.MINUTE, "stream", "predictions");
    assertThat(metric.getNamespace()).isEqualTo("Millrace");
    assertThat(metric.getDimensions().toString()).contains("service", "lake", "predictions");
  }

  @Test
  void whatIsNotDeclaredIsRefusedByName() {
    refused(() -> contract.metric("ArchiveLog", "Sum", Monitoring.MINUTE), "no metric ArchiveLog");
    refused(
        () -> contract.metric("ArchiveLag", "Sum", Monitoring.MINUTE),
        "no metric ArchiveLag by []");
    refused(
        () -> contract.metric("ArchiveLag", "Sum", Monitoring.MINUTE, "kind", "volume"),
        "no metric ArchiveLag by [kind]");
    refused(
        () -> contract.metric("ArchiveLag", "Sum", Monitoring.MINUTE, "stream", "clicks"),
        "no stream clicks");
    refused(() -> contract.values("color"), "no values of the dimension color");
  }

  private static void refused(ThrowingCallable use, String missing) {
    assertThatExceptionOfType(UndeclaredException.class)
        .isThrownBy(use)
        .withMessageContaining(FunctionPackage.LAKE.zip())
        .withMessageContaining(missing);
  }
}
