package dev.millrace.features;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
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

  private Optional<String> id = Optional.empty();
  private String heldInsteadOfId = Held.NOTHING;
  private EventTime eventTime;
  private Optional<String> zipCode = Optional.empty();

  DocumentReader(WantedFields wanted, EventTimeField eventTimeField, Instant arrival) {
    this.wanted = wanted;
    this.eventTimeField = eventTimeField;
    this.arrival = arrival;
    this.eventTime = eventTimeField.missing();
  }

  /** Reads the document's object, to its end. */
  void read(JsonParser parser) throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw new JsonEOFException(parser, null, "The document is blank");
    }
    if (first != JsonToken.START_OBJECT) {
      throw new JsonParseException(parser, "The document is not an object");
    }
    readObject(parser, wanted);
  }

  /** The id that has been read so far. */
  Optional<String> id() {
    return id;
  }

  ParsedDocument document() {
    if (id.isEmpty()) {
      return new Rejection(
          id,
          Reason.ID_MISSING,
          "_id held %s, expected a string of 1 to %d bytes"
              .formatted(heldInsteadOfId, Session.MAXIMUM_ID_BYTES));
    }
    return switch (eventTime) {
      case EventTime.Known(Instant instant) -> new Session(id.get(), instant, zipCode);
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
      case ID -> readId(parser);
      case CREATED_DATE_TIME -> eventTime = eventTimeField.read(parser, arrival);
      case ZIP_CODE -> zipCode = ZipCode.read(parser);
    }
  }

  private void readId(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      String text = parser.getText();
      if (!text.isEmpty()
          && UnicodeText.isWellFormed(text)
          && UnicodeText.utf8Length(text) <= Session.MAXIMUM_ID_BYTES) {
        id = Optional.of(text);
        return;
      }
    }
    id = Optional.empty();
    heldInsteadOfId = Held.by(parser);
    parser.skipChildren();
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
      case ID -> id = Optional.empty();
      case CREATED_DATE_TIME -> eventTime = eventTimeField.missing();
      case ZIP_CODE -> zipCode = Optional.empty();
    }
  }
}
