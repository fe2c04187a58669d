package dev.millrace.ingestion.job;

import dev.millrace.ingestion.dataset.DatasetDefinition;
import dev.millrace.ingestion.dataset.column.TypeChanges;
import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.fetch.PageSource;
import dev.millrace.ingestion.fetch.source.PageSources;
import dev.millrace.ingestion.quality.QualityChecks;
import dev.millrace.ingestion.rule.Transformations;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A source as a user describes it. Immutable.
 *
 * @param pointer to its object in what was posted
 * @param name {@code [a-z][a-z0-9_-]{0,62}}
 * @param pages where its rows come from
 * @param transformations what becomes of them
 * @param checks what must hold of them
 * @param destination where they go
 * @param after the sources of the job that are stored before it
 */
public record SourceDefinition(
    String pointer,
    String name,
    PageSource pages,
    Transformations transformations,
    QualityChecks checks,
    Destination destination,
    List<String> after) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,62}");

  /**
   * Where rows go. Fields are as the transformations leave them.
   *
   * @param dataset its name, {@code [a-z][a-z0-9_]{0,62}}
   * @param key the fields that tell a row from others; none where rows are only appended
   * @param category the field by whose values records are found
   * @param time the field by which records are sorted, newest first
   * @param typeChanges what becomes of a field whose type changes
   * @param records whether rows go to the table of records too
   */
  public record Destination(
      String dataset,
      List<String> key,
      Optional<String> category,
      Optional<String> time,
      TypeChanges typeChanges,
      boolean records) {
    /** Copies the list. */
    public Destination {
      Objects.requireNonNull(dataset);
      key = List.copyOf(key);
      Objects.requireNonNull(category);
      Objects.requireNonNull(time);
      Objects.requireNonNull(typeChanges);
    }

    /** The dataset, as whoever owns the job writes it. */
    public DatasetDefinition ownedBy(String owner) {
      return new DatasetDefinition(dataset, key, time, typeChanges, owner);
    }

    private static Destination read(DefinitionObject source, SourceServices services) {
      List<String> key = key(source);
      boolean records = source.flag("records", !key.isEmpty());
      if (records && key.isEmpty()) {
        throw source.refused("records", "false, or a key that tells a record from others");
      }
      return new Destination(
          dataset(source, services),
          key,
          source.optionalText("category"),
          source.optionalText("time"),
          source.has("type_changes")
              ? TypeChanges.of(source.word("type_changes", TypeChanges.words()))
              : TypeChanges.REFUSE,
          records);
    }

    private static String dataset(DefinitionObject source, SourceServices services) {
      String dataset = source.text("dataset");
      if (!DatasetDefinition.isName(dataset)) {
        throw source.refused("dataset", "a name of the form [a-z][a-z0-9_]{0,62}");
      }
      if (services.reservedDatasets().contains(dataset)) {
        throw source.refused("dataset", "a name that no table of the deployment's own has");
      }
      return dataset;
    }

    private static List<String> key(DefinitionObject source) {
      List<String> key = source.texts("key");
      if (key.size() > DatasetDefinition.MOST_KEY_FIELDS
          || new HashSet<>(key).size() < key.size()) {
        throw source.refused(
            "key",
            "an array of at most %d different fields".formatted(DatasetDefinition.MOST_KEY_FIELDS));
      }
      return key;
    }
  }

  /** Copies the list. */
  public SourceDefinition {
    Objects.requireNonNull(pages);
    Objects.requireNonNull(transformations);
    Objects.requireNonNull(checks);
    Objects.requireNonNull(destination);
    after = List.copyOf(after);
  }

  /**
   * Reads a source to the end of its object.
   *
   * @throws dev.millrace.ingestion.definition.InvalidDefinition when it is none
   */
  public static SourceDefinition read(DefinitionObject source, SourceServices services) {
    String name = source.text("name");
    if (!NAME.matcher(name).matches()) {
      throw source.refused("name", "a name of the form " + NAME);
    }
    SourceDefinition read =
        new SourceDefinition(
            source.pointer(),
            name,
            PageSources.read(source, services.fetch()),
            Transformations.read(source.objects("transformations"), services.rules()),
            QualityChecks.read(source.objects("checks")),
            Destination.read(source, services),
            source.texts("after"));
    source.end();
    return read;
  }
}
