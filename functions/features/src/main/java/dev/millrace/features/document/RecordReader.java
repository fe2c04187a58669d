package dev.millrace.features.document;

import dev.millrace.features.definition.EventTimeDefinition;
import dev.millrace.features.definition.IdDefinition;
import dev.millrace.features.definition.RecordDefinition;
import dev.millrace.features.field.DocumentFields;
import dev.millrace.features.field.FieldTree;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Reads a record's id and time from a document's fields. Immutable and thread-safe. */
public final class RecordReader {
  private final RecordId id;
  private final RecordTime time;

  private RecordReader(RecordId id, RecordTime time) {
    this.id = id;
    this.time = time;
  }

  /**
   * A reader whose fields are added to those that are wanted.
   *
   * @param maximumAheadOfArrival how far an event time may lie after its document's arrival
   * @throws IllegalArgumentException when the duration is negative
   */
  public static RecordReader of(
      RecordDefinition definition, FieldTree.Builder wanted, Duration maximumAheadOfArrival) {
    if (maximumAheadOfArrival.isNegative()) {
      throw new IllegalArgumentException(
          "maximumAheadOfArrival held %s, expected a duration that is not negative"
              .formatted(maximumAheadOfArrival));
    }
    RecordId id =
        switch (definition.id()) {
          case IdDefinition.Hash() -> new RecordId.OfBytes();
          case IdDefinition.Fields fields ->
              new RecordId.OfFields(
                  fields, fields.paths().stream().mapToInt(wanted::add).toArray());
        };
    RecordTime time =
        switch (definition.eventTime()) {
          case EventTimeDefinition.Arrival() -> RecordTime.ofArrival(maximumAheadOfArrival);
          case EventTimeDefinition.Field field ->
              RecordTime.of(field, wanted.add(field.path()), maximumAheadOfArrival);
        };
    return new RecordReader(id, time);
  }

  /** The record, or why there is none: what is malformed first, then the id, then the time. */
  ParsedDocument read(
      DocumentFields fields, byte[] buffer, int offset, int length, Instant arrival) {
    if (fields.malformed().isPresent()) {
      // The id may stand before what is malformed; a hash of what is malformed is no id.
      Optional<String> known =
          id instanceof RecordId.OfFields of ? of.read(fields) : Optional.empty();
      return new Rejection(known, Reason.MALFORMED_JSON, fields.malformed().get());
    }
    Optional<String> known = id.read(fields, buffer, offset, length);
    return known.isEmpty()
        ? new Rejection(Optional.empty(), Reason.ID_MISSING, id.problem(fields))
        : time.read(known.get(), fields, arrival);
  }
}
