package dev.millrace.local.glue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.local.protocol.ApiException;
import dev.millrace.local.support.LocalAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An imitation of the Glue Data Catalog: databases and tables, in the JSON of Glue's API. It is
 * kept in a file, or in memory alone. Names are folded to lower case, as Glue does.
 */
public final class DataCatalog {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Optional<Path> file;
  private final Clock clock;

  /** Never changed once it is here: {@code databases/NAME} and {@code tables/DATABASE/NAME}. */
  @GuardedBy("this")
  private ObjectNode content;

  private DataCatalog(Optional<Path> file, Clock clock, ObjectNode content) {
    this.file = file;
    this.clock = clock;
    this.content = content;
  }

  /** An empty catalog that ends with this process. */
  public static DataCatalog inMemory(Clock clock) {
    return new DataCatalog(Optional.empty(), clock, empty());
  }

  /**
   * The catalog that a file holds, an empty one where there is no file. Every change is in the file
   * before it is answered.
   *
   * @throws IOException when the file cannot be read or holds no catalog
   */
  public static DataCatalog in(Path file, Clock clock) throws IOException {
    if (!Files.exists(file)) {
      return new DataCatalog(Optional.of(file), clock, empty());
    }
    JsonNode content = JSON.readTree(file.toFile());
    if (!content.path("databases").isObject() || !content.path("tables").isObject()) {
      throw new IOException(file + " holds no catalog: expected databases and tables");
    }
    return new DataCatalog(Optional.of(file), clock, (ObjectNode) content);
  }

  private static ObjectNode empty() {
    ObjectNode content = JSON.createObjectNode();
    content.putObject("databases");
    content.putObject("tables");
    return content;
  }

  public synchronized boolean hasDatabase(String name) {
    return content.path("databases").has(lower(name));
  }

  public synchronized boolean hasTable(String database, String name) {
    return content.path("tables").path(lower(database)).has(lower(name));
  }

  synchronized JsonNode database(String name) {
    return existing(content.path("databases").path(lower(name)), "Database " + name);
  }

  synchronized List<JsonNode> databases() {
    return children(content.path("databases"));
  }

  synchronized JsonNode table(String database, String name) {
    return existing(
        content.path("tables").path(lower(database)).path(lower(name)),
        "Table " + database + "." + name);
  }

  synchronized List<JsonNode> tables(String database) {
    database(database);
    return children(content.path("tables").path(lower(database)));
  }

  /**
   * Creates a database.
   *
   * @param input Glue's DatabaseInput
   * @throws ApiException when it is there
   * @throws IOException when the file cannot be written
   */
  public synchronized void createDatabase(JsonNode input) throws IOException {
    String name = name(input, "DatabaseInput");
    if (hasDatabase(name)) {
      throw new ApiException("AlreadyExistsException", "Database %s is there".formatted(name));
    }
    ObjectNode changed = content.deepCopy();
    putDatabase(changed, name, input);
    changed.withObjectProperty("tables").putObject(name);
    replace(changed);
  }

  synchronized void updateDatabase(String name, JsonNode input) throws IOException {
    database(name);
    ObjectNode changed = content.deepCopy();
    putDatabase(changed, lower(name), input);
    replace(changed);
  }

  private void putDatabase(ObjectNode changed, String name, JsonNode input) {
    ObjectNode database = input.deepCopy();
    database.put("Name", name).put("CatalogId", LocalAccount.ID).put("CreateTime", now());
    changed.withObjectProperty("databases").set(name, database);
  }

  /** Removes a database with its tables, as Glue does. */
  synchronized void deleteDatabase(String name) throws IOException {
    database(name);
    ObjectNode changed = content.deepCopy();
    changed.withObjectProperty("databases").remove(lower(name));
    changed.withObjectProperty("tables").remove(lower(name));
    replace(changed);
  }

  /**
   * Creates a table.
   *
   * @param input Glue's TableInput
   * @throws ApiException when it is there, or its database is not
   * @throws IOException when the file cannot be written
   */
  public synchronized void createTable(String database, JsonNode input) throws IOException {
    database(database);
    String name = name(input, "TableInput");
    if (hasTable(database, name)) {
      throw new ApiException(
          "AlreadyExistsException", "Table %s.%s is there".formatted(database, name));
    }
    putTable(database, name, input, now(), 0);
  }

  /**
   * Replaces a table by a new version.
   *
   * @param expectedVersion the version that the caller read, where it said so
   * @throws ApiException when another version is there now
   */
  synchronized void updateTable(String database, JsonNode input, Optional<String> expectedVersion)
      throws IOException {
    String name = name(input, "TableInput");
    JsonNode table = table(database, name);
    String version = table.path("VersionId").asText();
    if (expectedVersion.isPresent() && !expectedVersion.get().equals(version)) {
      throw new ApiException(
          "ConcurrentModificationException",
          "Update of %s.%s expected version %s; it is at %s"
              .formatted(database, name, expectedVersion.get(), version));
    }
    putTable(database, name, input, table.path("CreateTime").asLong(), Long.parseLong(version) + 1);
  }

  @GuardedBy("this")
  private void putTable(String database, String name, JsonNode input, long created, long version)
      throws IOException {
    ObjectNode table = input.deepCopy();
    table
        .put("Name", name)
        .put("DatabaseName", lower(database))
        .put("CatalogId", LocalAccount.ID)
        .put("CreateTime", created)
        .put("UpdateTime", now())
        .put("IsRegisteredWithLakeFormation", false)
        .put("VersionId", Long.toString(version));
    ObjectNode changed = content.deepCopy();
    changed.withObjectProperty("tables").withObjectProperty(lower(database)).set(name, table);
    replace(changed);
  }

  synchronized void deleteTable(String database, String name) throws IOException {
    table(database, name);
    ObjectNode changed = content.deepCopy();
    changed.withObjectProperty("tables").withObjectProperty(lower(database)).remove(lower(name));
    replace(changed);
  }

  @GuardedBy("this")
  private void replace(ObjectNode changed) throws IOException {
    if (file.isPresent()) {
      Files.createDirectories(file.get().getParent());
      Path next = file.get().resolveSibling(file.get().getFileName() + ".next");
      JSON.writeValue(next.toFile(), changed);
      Files.move(
          next, file.get(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
    content = changed;
  }

  /** Epoch seconds, as Glue's JSON has them. */
  private long now() {
    return Instant.now(clock).getEpochSecond();
  }

  private static JsonNode existing(JsonNode node, String what) {
    if (node.isMissingNode()) {
      throw new ApiException("EntityNotFoundException", what + " is not there");
    }
    return node;
  }

  private static String name(JsonNode input, String what) {
    String name = lower(input.path("Name").asText());
    if (name.isEmpty()) {
      throw new ApiException(
          "InvalidInputException", "%s.Name is missing; expected a name".formatted(what));
    }
    return name;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static List<JsonNode> children(JsonNode object) {
    List<JsonNode> children = new ArrayList<>();
    object.forEach(children::add);
    return children;
  }
}
