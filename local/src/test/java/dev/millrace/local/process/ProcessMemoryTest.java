package dev.millrace.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessMemoryTest {
  @Test
  void whatThisProcessHasStartedCounts(@TempDir Path logs) throws Exception {
    ProcessMemory alone = ProcessMemory.now();
    List<String> command = List.of("sh", "-c", "echo started; read -r end");
    try (ChildProcess child = ChildProcess.start("child", command, Map.of(), logs)) {
      child.firstLineWritten();

      ProcessMemory both = ProcessMemory.now();

      assertThat(alone.bytes()).isPositive();
      assertThat(both.processes()).isEqualTo(alone.processes() + 1);
    }
  }

  @Test
  void itIsSaidInMegabytes() {
    assertThat(new ProcessMemory(1_234_567_890, 7).text()).isEqualTo("1,234 MB in 7 processes");
    assertThat(new ProcessMemory(0, 7).text()).isEmpty();
  }
}
