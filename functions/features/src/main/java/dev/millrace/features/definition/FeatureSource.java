package dev.millrace.features.definition;

import dev.millrace.features.field.FieldPath;
import dev.millrace.features.kind.FeatureKind;
import java.util.List;
import java.util.Objects;

/** Where a feature's value comes from. */
public sealed interface FeatureSource {
  /** In place of a path: the record's own time. */
  FieldPath EVENT_TIME = new FieldPath("event_time");

  /**
   * Fields of the document.
   *
   * @param from the fields' paths, {@link #EVENT_TIME} for the record's time; one or two
   */
  record Document(FeatureKind kind, List<FieldPath> from) implements FeatureSource {
    /** Copies the paths. */
    public Document {
      Objects.requireNonNull(kind, "kind");
      from = List.copyOf(from);
    }
  }

  /** An attribute of the row that a look-up found. */
  record Attribute(LookupDefinition lookup, String attribute) implements FeatureSource {
    /** Checks that neither is null. */
    public Attribute {
      Objects.requireNonNull(lookup, "lookup");
      Objects.requireNonNull(attribute, "attribute");
    }
  }

  /** 1 when a look-up found a row, else 0. */
  record Found(LookupDefinition lookup) implements FeatureSource {
    /** Checks that it is not null. */
    public Found {
      Objects.requireNonNull(lookup, "lookup");
    }
  }
}
