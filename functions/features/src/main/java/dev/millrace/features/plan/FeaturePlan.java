package dev.millrace.features.plan;

import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.document.DocumentParser;
import dev.millrace.features.document.RecordReader;
import dev.millrace.features.field.FieldReader;
import dev.millrace.features.field.FieldTree;
import dev.millrace.features.json.ParserFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * How documents become feature vectors: the versions of one model, compiled into one pass over a
 * document's bytes that picks the fields that any of them wants. Immutable and thread-safe.
 */
public final class FeaturePlan {
  private final List<ModelFeatures> versions;
  private final FieldReader fields;
  private final RecordReader record;

  private FeaturePlan(List<ModelFeatures> versions, FieldReader fields, RecordReader record) {
    this.versions = versions;
    this.fields = fields;
    this.record = record;
  }

  /**
   * A plan of a model's versions.
   *
   * @param versions one at least; they read ids and times in the same way, as a record has one id
   *     whichever version answers
   * @param maximumAheadOfArrival how far an event time may lie after its document's arrival
   * @throws IllegalArgumentException when the duration is negative, there is no version, or two
   *     differ in their {@code record}
   */
  public static FeaturePlan of(List<ModelDefinition> versions, Duration maximumAheadOfArrival) {
    if (versions.isEmpty()) {
      throw new IllegalArgumentException("versions held none, expected one at least");
    }
    ModelDefinition first = versions.getFirst();
    for (ModelDefinition other : versions) {
      if (!other.record().equals(first.record())) {
        throw new IllegalArgumentException(
            "record of version %s differs from that of version %s, expected the same in both"
                .formatted(other.version(), first.version()));
      }
    }
    FieldTree.Builder wanted = new FieldTree.Builder();
    RecordReader record = RecordReader.of(first.record(), wanted, maximumAheadOfArrival);
    List<ModelFeatures> features =
        versions.stream().map(version -> new ModelFeatures(version, wanted)).toList();
    return new FeaturePlan(features, new FieldReader(wanted.build()), record);
  }

  /** The features of each version, in the order in which they were given. */
  public List<ModelFeatures> versions() {
    return versions;
  }

  /** A parser of documents, with its failures in the log of the platform. */
  public DocumentParser parser() {
    return parser(DocumentParser::log);
  }

  /**
   * A parser of documents.
   *
   * @param failures is told once of each document that the parser itself fails on
   */
  public DocumentParser parser(Consumer<ParserFailure> failures) {
    return new DocumentParser(fields, record, failures);
  }

  /** The attributes that features of any version take, by the name of their look-up table. */
  public Map<String, Set<String>> lookupAttributes() {
    Map<String, Set<String>> all = new TreeMap<>();
    for (ModelFeatures version : versions) {
      version
          .attributes()
          .forEach(
              (table, names) -> all.computeIfAbsent(table, added -> new TreeSet<>()).addAll(names));
    }
    return all;
  }
}
