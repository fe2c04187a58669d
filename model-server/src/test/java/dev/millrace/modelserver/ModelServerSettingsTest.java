package dev.millrace.modelserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelServerSettingsTest {

  @Test
  void whatIsNotSetHasItsDefault() throws Exception {
    Settings settings = Settings.from(Map.of("MODEL_DIRECTORY", "m"));

    assertThat(settings.address().getAddress().getHostAddress()).isEqualTo("127.0.0.1");
    assertThat(settings.address().getPort()).isEqualTo(8080);
    assertThat(settings.maximumBodyBytes()).isEqualTo(6_291_456);
    assertThat(settings.maximumInstances()).isEqualTo(20_000);
    assertThat(settings.requestTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.threads()).isEqualTo(1);
    assertThat(settings.endsWithInput()).isFalse();
  }

  @Test
  void theVersionsComeFromAFolderOrFromTheRegistry() throws Exception {
    assertThat(Settings.from(Map.of("MODEL_DIRECTORY", "m")).source())
        .isEqualTo(new ModelSource.Folder(Path.of("m")));
    assertThat(
            Settings.from(
                    Map.of(
                        "MODEL_ROUTING_TABLE", "routing",
                        "MODEL_HEARTBEATS_TABLE", "heartbeats",
                        "MODEL_REGISTRY_BUCKET", "registry",
                        "MODEL_MEMORY_MB", "3"))
                .source())
        .isEqualTo(new ModelSource.Registry("routing", "heartbeats", "registry", 3L << 20));
  }

  @Test
  void oneOfTheTwoMustBeSetAndNotBoth() {
    assertThatThrownBy(() -> Settings.from(Map.of()))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith("MODEL_DIRECTORY and MODEL_ROUTING_TABLE are not set");
    assertThatThrownBy(
            () -> Settings.from(Map.of("MODEL_DIRECTORY", "m", "MODEL_ROUTING_TABLE", "r")))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith("MODEL_DIRECTORY and MODEL_ROUTING_TABLE are both set");
  }

  @Test
  void theRegistryMustBeSetWhole() {
    assertThatThrownBy(() -> Settings.from(Map.of("MODEL_ROUTING_TABLE", "r")))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage("MODEL_HEARTBEATS_TABLE is not set; expected the table of heartbeats");
  }

  @ParameterizedTest
  @CsvSource({
    "PORT,65536",
    "PORT,-1",
    "PORT,http",
    "MAXIMUM_BODY_BYTES,0",
    "MAXIMUM_INSTANCES,1.5",
    "REQUEST_TIMEOUT_SECONDS,0",
    "INTRA_OP_THREADS,many",
    "BIND_ADDRESS,999.0.0.1",
    "END_WITH_INPUT,yes"
  })
  void aSettingThatCannotBeIsNamedWithWhatItHeld(String name, String value) {
    assertThatThrownBy(() -> Settings.from(Map.of("MODEL_DIRECTORY", "m", name, value)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith(name + " is '" + value + "'; expected");
  }
}
