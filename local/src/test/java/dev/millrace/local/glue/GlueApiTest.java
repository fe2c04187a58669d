package dev.millrace.local.glue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.local.support.LocalCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.ConcurrentModificationException;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.GlueException;
import software.amazon.awssdk.services.glue.model.InvalidInputException;
import software.amazon.awssdk.services.glue.model.Table;

/** The catalog through the SDK's own client. */
class GlueApiTest {
  @TempDir Path directory;
  private GlueApi api;
  private GlueClient glue;

  @BeforeEach
  void start() throws IOException {
    api = new GlueApi(DataCatalog.in(directory.resolve("glue.json"), Clock.systemUTC()));
    glue = client(api);
  }

  @AfterEach
  void stop() {
    glue.close();
    api.close();
  }

  @Test
  void aDatabaseAndItsTablesAreFoundAgainInAnyCase() {
    createDatabase("Silver");
    createTable("silver", "Service_Events");
    createTable("silver", "rejected_events");

    assertThat(glue.getDatabase(request -> request.name("SILVER")).database().name())
        .isEqualTo("silver");
    assertThat(glue.getDatabases(request -> {}).databaseList())
        .extracting(database -> database.name())
        .containsExactly("silver");
    assertThat(table("silver", "service_events").databaseName()).isEqualTo("silver");
    assertThat(
            glue.getTables(request -> request.databaseName("silver").expression("rej.*"))
                .tableList())
        .extracting(Table::name)
        .containsExactly("rejected_events");
  }

  @Test
  void anUpdateOfAVersionThatIsNoLongerThereIsRefused() {
    createDatabase("silver");
    createTable("silver", "events");

    update("silver", "events", "0", "first");

    assertThat(table("silver", "events").versionId()).isEqualTo("1");
    assertThatThrownBy(() -> update("silver", "events", "0", "second"))
        .isInstanceOf(ConcurrentModificationException.class)
        .hasMessageContaining("expected version 0; it is at 1");
    assertThat(table("silver", "events").parameters()).containsEntry("metadata", "first");
  }

  @Test
  void whatIsNotThereOrThereAlreadyIsSaid() {
    createDatabase("silver");
    createTable("silver", "events");

    assertThatThrownBy(() -> createDatabase("silver")).isInstanceOf(AlreadyExistsException.class);
    assertThatThrownBy(() -> createTable("silver", "events"))
        .isInstanceOf(AlreadyExistsException.class);
    assertThatThrownBy(() -> createTable("gold", "metrics"))
        .isInstanceOf(EntityNotFoundException.class);
    assertThatThrownBy(() -> table("silver", "other")).isInstanceOf(EntityNotFoundException.class);
    assertThatThrownBy(
            () -> glue.deleteTable(request -> request.databaseName("silver").name("other")))
        .isInstanceOf(EntityNotFoundException.class);
    assertThatThrownBy(() -> glue.getTables(request -> request.databaseName("gold")))
        .isInstanceOf(EntityNotFoundException.class);
  }

  @Test
  void aDatabaseTakesItsTablesWithIt() {
    createDatabase("silver");
    createTable("silver", "events");

    glue.deleteDatabase(request -> request.name("silver"));
    createDatabase("silver");

    assertThat(glue.getTables(request -> request.databaseName("silver")).tableList()).isEmpty();
  }

  @Test
  void aCallThatIsNotImitatedIsRefused() {
    assertThatThrownBy(() -> glue.getJobs(request -> {}))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("GetJobs");
  }

  @Test
  void whatWasAnsweredOutlivesTheStack() throws Exception {
    createDatabase("silver");
    createTable("silver", "events");
    update("silver", "events", "0", "kept");
    Path copy = Files.copy(directory.resolve("glue.json"), directory.resolve("copy.json"));

    try (GlueApi other = new GlueApi(DataCatalog.in(copy, Clock.systemUTC()));
        GlueClient client = client(other)) {
      Table table =
          client.getTable(request -> request.databaseName("silver").name("events")).table();
      assertThat(table.versionId()).isEqualTo("1");
      assertThat(table.parameters()).containsEntry("metadata", "kept");
    }
  }

  @Test
  void aChangeThatCannotBeKeptIsNotMade() throws Exception {
    createDatabase("silver");
    Path next = Files.createDirectory(directory.resolve("glue.json.next"));

    assertThatThrownBy(() -> createDatabase("gold")).isInstanceOf(GlueException.class);

    Files.delete(next);
    createDatabase("gold");
  }

  @Test
  void aFileThatHoldsNoCatalogIsNamed() throws Exception {
    Path file = Files.writeString(directory.resolve("other.json"), "{}");

    assertThatThrownBy(() -> DataCatalog.in(file, Clock.systemUTC()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("other.json holds no catalog");
  }

  private static GlueClient client(GlueApi api) {
    return GlueClient.builder()
        .endpointOverride(api.endpoint())
        .region(Region.EU_WEST_1)
        .credentialsProvider(LocalCredentials.create())
        .overrideConfiguration(configuration -> configuration.retryStrategy(r -> r.maxAttempts(1)))
        .build();
  }

  private void createDatabase(String name) {
    glue.createDatabase(request -> request.databaseInput(input -> input.name(name)));
  }

  private void createTable(String database, String name) {
    glue.createTable(
        request -> request.databaseName(database).tableInput(input -> input.name(name)));
  }

  private void update(String database, String name, String version, String metadata) {
    glue.updateTable(
        request ->
            request
                .databaseName(database)
                .versionId(version)
                .tableInput(input -> input.name(name).parameters(Map.of("metadata", metadata))));
  }

  private Table table(String database, String name) {
    return glue.getTable(request -> request.databaseName(database).name(name)).table();
  }
}
