package dev.millrace.features.session;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.features.json.WholeNumber;
import dev.millrace.features.time.EpochMillis;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/** Reads and judges the event time: see {@link SessionParser}. */
final class EventTimeField {

  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final String EXPECTED =
      "expected epoch milliseconds (a whole number or a string of digits), an ISO-8601 date and time"
          + " with a zone or offset, or {\"$date\": either}";
  private static final String DATE = "$date";

  private final String path;
  private final Duration maximumAheadOfArrival;
  private final EventTime missing;

  EventTimeField(String path, Duration maximumAheadOfArrival) {
    this.path = path;
    this.maximumAheadOfArrival = maximumAheadOfArrival;
    this.missing = problem(Reason.CREATED_DATE_TIME_MISSING, path, "nothing", EXPECTED);
  }

  EventTime missing() {
    return missing;
  }

  /** Reads the value that the parser stands on, to its end. */
  EventTime read(JsonParser parser, Instant arrival) throws IOException {
    return parser.currentToken() == JsonToken.START_OBJECT
        ? dateObject(parser, arrival)
        : plain(path, parser, arrival);
  }

  private EventTime dateObject(JsonParser parser, Instant arrival) throws IOException {
    EventTime date = invalid(path, Held.AN_OBJECT);
    boolean alone = true;
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      if (name.equals(DATE)) {
        date = plain(path + "." + DATE, parser, arrival);
      } else {
        alone = false;
        parser.skipChildren();
      }
    }
    return alone ? date : invalid(path, Held.AN_OBJECT);
  }

  private EventTime plain(String field, JsonParser parser, Instant arrival) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NULL -> problem(Reason.CREATED_DATE_TIME_MISSING, field, "null", EXPECTED);
      case VALUE_STRING -> judge(EpochMillis.of(parser.getText()), field, parser, arrival);
      default -> judge(WholeNumber.at(parser), field, parser, arrival);
    };
  }

  private EventTime judge(OptionalLong millis, String field, JsonParser parser, Instant arrival)
      throws IOException {
    if (millis.isEmpty()) {
      EventTime invalid = invalid(field, Held.by(parser));
      parser.skipChildren();
      return invalid;
    }
    Instant time = Instant.ofEpochMilli(millis.getAsLong());
    return isInRange(time, arrival)
        ? new EventTime.Known(time)
        : problem(
            Reason.CREATED_DATE_TIME_OUT_OF_RANGE,
            field,
            isBeyondEveryDate(millis.getAsLong())
                ? Held.by(parser)
                : "%s, which is %s".formatted(Held.by(parser), time),
            "expected a time from %s to %s after arrival (%s)"
                .formatted(EARLIEST, maximumAheadOfArrival, arrival));
  }

  /** The nearest long stands for a number that none holds: it is not what was held. */
  private static boolean isBeyondEveryDate(long millis) {
    return millis == Long.MAX_VALUE || millis == Long.MIN_VALUE;
  }

  boolean isInRange(Instant time, Instant arrival) {
    return !time.isBefore(EARLIEST)
        && Duration.between(arrival, time).compareTo(maximumAheadOfArrival) <= 0;
  }

  private static EventTime invalid(String field, String held) {
    return problem(Reason.CREATED_DATE_TIME_INVALID, field, held, EXPECTED);
  }

  private static EventTime problem(Reason reason, String field, String held, String expected) {
    return new EventTime.Problem(reason, "%s held %s, %s".formatted(field, held, expected));
  }
}
