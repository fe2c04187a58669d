package dev.millrace.features.plan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.features.definition.EventTimeDefinition;
import dev.millrace.features.definition.FeatureDefault;
import dev.millrace.features.definition.FeatureDefinition;
import dev.millrace.features.definition.FeatureSource;
import dev.millrace.features.definition.IdDefinition;
import dev.millrace.features.definition.LookupDefinition;
import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.field.FieldPath;
import dev.millrace.features.time.TimeForm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A document that a model's features can be computed from, made from its definition: dry runs and
 * tests of a deployment have no other.
 */
public final class SampleDocument {
  /** One of them suits each kind of feature. */
  private static final List<Object> CANDIDATES =
      List.of(1L, "sample", true, List.of(), "2024-11-17T21:53:01.293Z");

  private static final JsonFactory JSON = new JsonFactory();

  private final ModelDefinition definition;
  private final String id;
  private final Instant time;
  private final Map<FieldPath, Object> values = new LinkedHashMap<>();

  private SampleDocument(ModelDefinition definition, String id, Instant time) {
    this.definition = definition;
    this.id = id;
    this.time = time;
  }

  /**
   * A document; empty where none can be made of a value for each field: where two features want
   * different kinds of values at one path, say, or one comes from a row without a default.
   *
   * @param id stands at each field of the record's id, which come first
   * @param time of the event, not before 2000
   */
  public static Optional<byte[]> of(ModelDefinition definition, String id, Instant time) {
    return new SampleDocument(Objects.requireNonNull(definition), Objects.requireNonNull(id), time)
        .document();
  }

  private Optional<byte[]> document() {
    if (definition.record().id() instanceof IdDefinition.Fields fields) {
      fields.paths().forEach(path -> values.put(path, id));
    }
    if (definition.record().eventTime() instanceof EventTimeDefinition.Field field) {
      values.put(field.path(), time(field.format().form()));
    }
    for (LookupDefinition lookup : definition.lookups()) {
      values.putIfAbsent(lookup.key(), "00000");
    }
    for (FeatureDefinition feature : definition.features()) {
      if (feature.source() instanceof FeatureSource.Document source
          && feature.fallback() instanceof FeatureDefault.None) {
        choose(feature, source.from());
      }
    }
    byte[] document = json();
    return isComputed(definition, document) ? Optional.of(document) : Optional.empty();
  }

  private Object time(TimeForm form) {
    return switch (form) {
      case DEFAULT, EPOCH_MILLIS -> time.toEpochMilli();
      case EPOCH_SECONDS -> time.getEpochSecond();
      case EPOCH_MICROS -> time.toEpochMilli() * 1_000;
      case EPOCH_NANOS -> time.toEpochMilli() * 1_000_000;
      case ISO, ISO_LOCAL -> time.truncatedTo(ChronoUnit.MILLIS).toString();
    };
  }

  /** Puts the first value at the feature's paths that it can be computed from. */
  private void choose(FeatureDefinition feature, List<FieldPath> paths) {
    ModelDefinition alone =
        new ModelDefinition(
            definition.name(),
            definition.version(),
            definition.task(),
            definition.classes(),
            definition.record(),
            List.of(),
            List.of(feature));
    List<FieldPath> free =
        paths.stream()
            .filter(path -> !path.equals(FeatureSource.EVENT_TIME) && !values.containsKey(path))
            .toList();
    for (Object candidate : CANDIDATES) {
      free.forEach(path -> values.put(path, candidate));
      if (isComputed(alone, json())) {
        return;
      }
    }
  }

  private boolean isComputed(ModelDefinition wanted, byte[] document) {
    FeaturePlan plan = FeaturePlan.of(List.of(wanted), Duration.ofDays(1));
    ModelFeatures features = plan.versions().getFirst();
    return plan.parser().parse(document, time) instanceof DocumentRecord record
        && features.compute(record, features.keys(record), Map.of())
            instanceof FeatureOutcome.Computed;
  }

  private byte[] json() {
    Map<String, Object> root = new LinkedHashMap<>();
    values.forEach((path, value) -> put(root, path.names(), value));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      write(json, root);
    } catch (IOException impossible) {
      throw new UncheckedIOException("Writing JSON to memory failed", impossible);
    }
    return bytes.toByteArray();
  }

  @SuppressWarnings("unchecked")
  private static void put(Map<String, Object> object, List<String> names, Object value) {
    String name = names.getFirst();
    if (names.size() == 1) {
      object.put(name, value);
    } else {
      Object inner =
          object.get(name) instanceof Map<?, ?> known ? known : new LinkedHashMap<String, Object>();
      object.put(name, inner);
      put((Map<String, Object>) inner, new ArrayList<>(names.subList(1, names.size())), value);
    }
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    switch (value) {
      case Map<?, ?> object -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> member : object.entrySet()) {
          json.writeFieldName((String) member.getKey());
          write(json, member.getValue());
        }
        json.writeEndObject();
      }
      case List<?> empty -> {
        json.writeStartArray();
        json.writeEndArray();
      }
      case Long number -> json.writeNumber(number);
      case Boolean truth -> json.writeBoolean(truth);
      default -> json.writeString((String) value);
    }
  }
}
