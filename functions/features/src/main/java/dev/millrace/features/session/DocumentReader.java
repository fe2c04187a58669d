package dev.millrace.features.session;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.millrace.features.json.UnicodeText;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads one document: of members with the same name the last counts, so a later one clears first.
 */
final class DocumentReader {

  private final WantedFields wanted;
  private final EventTimeField eventTimeField;
  private final Instant arrival;

  private final IdField idField;
  private final IdField indexField;
  private EventTime eventTime;
  private ZipCode zipCode = ZipCode.NONE;

  DocumentReader(WantedFields wanted, EventTimeField eventTimeField, Instant arrival) {
    this.wanted = wanted;
    this.eventTimeField = eventTimeField;
    this.arrival = arrival;
    this.idField = new IdField("_id");
    this.indexField = new IdField("_index");
    this.eventTime = eventTimeField.missing();
  }

  /**
   * Reads the document's object, to its end.
   *
   * @return false when the document begins with something else
   */
  boolean read(JsonParser parser) throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw new JsonEOFException(parser, null, "The document is blank");
    }
    if (first != JsonToken.START_OBJECT) {
      return false;
    }
    readObject(parser, wanted);
    return true;
  }

  /** The id that has been read so far. */
  Optional<String> id() {
    return wanted.indexInId()
        ? indexField
            .text()
            .flatMap(index -> idField.text().map(id -> index + '/' + id))
            .filter(id -> UnicodeText.utf8Length(id) <= Session.MAXIMUM_ID_BYTES)
        : idField.text();
  }

  ParsedDocument document() {
    Optional<String> id = id();
    if (id.isEmpty()) {
      return new Rejection(id, Reason.ID_MISSING, missingId());
    }
    return switch (eventTime) {
      case EventTime.Known(Instant instant) ->
          new Session(id.get(), instant, zipCode.code(), zipCode.isInvalid());
      case EventTime.Problem(Reason reason, String detail) -> new Rejection(id, reason, detail);
    };
  }

  private void readObject(JsonParser parser, WantedFields here) throws IOException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      int member = here.indexOf(name);
      JsonToken value = parser.nextToken();
      if (member < 0) {
        parser.skipChildren();
      } else {
        switch (here.member(member)) {
          case WantedFields.Leaf(WantedFields.Field field) -> readField(parser, field);
          case WantedFields.Branch(WantedFields inside) -> {
            clear(inside);
            if (value == JsonToken.START_OBJECT) {
              readObject(parser, inside);
            } else {
              parser.skipChildren();
            }
          }
        }
      }
    }
  }

  private void readField(JsonParser parser, WantedFields.Field field) throws IOException {
    switch (field) {
      case ID -> idField.read(parser);
      case INDEX -> indexField.read(parser);
      case CREATED_DATE_TIME -> eventTime = eventTimeField.read(parser, arrival);
      case ZIP_CODE -> zipCode = ZipCode.read(parser);
    }
  }

  private String missingId() {
    IdField missing = idField.text().isEmpty() ? idField : indexField;
    return missing.text().isEmpty()
        ? missing.problem()
        : "_index and _id held %d bytes together, expected at most %d with a slash in between"
            .formatted(
                UnicodeText.utf8Length(indexField.text().get())
                    + UnicodeText.utf8Length(idField.text().get()),
                Session.MAXIMUM_ID_BYTES);
  }

  private void clear(WantedFields all) {
    for (WantedFields.Member member : all.members()) {
      switch (member) {
        case WantedFields.Leaf(WantedFields.Field field) -> clear(field);
        case WantedFields.Branch(WantedFields inside) -> clear(inside);
      }
    }
  }

  private void clear(WantedFields.Field field) {
    switch (field) {
      case ID -> idField.clear();
      case INDEX -> indexField.clear();
      case CREATED_DATE_TIME -> eventTime = eventTimeField.missing();
      case ZIP_CODE -> zipCode = ZipCode.NONE;
    }
  }
}
