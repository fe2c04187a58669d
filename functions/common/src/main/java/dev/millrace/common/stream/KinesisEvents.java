package dev.millrace.common.stream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.Json;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Decodes the event that Lambda hands to a function triggered by Kinesis. A streaming parser: the
 * first event through the library's event classes costs ten times as much start-up.
 */
public final class KinesisEvents {
  private KinesisEvents() {}

  /**
   * The event's records, in order.
   *
   * @throws IOException naming what is missing, when the event is none of Kinesis
   */
  public static List<StreamRecord> read(InputStream event) throws IOException {
    List<StreamRecord> records = new ArrayList<>();
    boolean found = false;
    try (JsonParser json = Json.FACTORY.createParser(event)) {
      expect(json.nextToken(), JsonToken.START_OBJECT, "the event");
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        if (name.equals("Records")) {
          found = true;
          expect(json.currentToken(), JsonToken.START_ARRAY, "Records");
          while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(json.currentToken(), JsonToken.START_OBJECT, "an element of Records");
            records.add(record(json));
          }
        } else {
          json.skipChildren();
        }
      }
    }
    if (!found) {
      throw new IOException("The event holds no Records; expected an event of a Kinesis stream");
    }
    return records;
  }

  private static StreamRecord record(JsonParser json) throws IOException {
    Fields fields = new Fields();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "eventSourceARN" -> fields.eventSourceArn = text(json);
        case "eventID" -> fields.eventId = text(json);
        case "kinesis" -> kinesis(json, fields);
        default -> json.skipChildren();
      }
    }
    return fields.record();
  }

  private static void kinesis(JsonParser json, Fields fields) throws IOException {
    expect(json.currentToken(), JsonToken.START_OBJECT, "kinesis");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "partitionKey" -> fields.partitionKey = text(json);
        case "sequenceNumber" -> fields.sequenceNumber = text(json);
        case "data" -> fields.data = isText(json) ? json.getBinaryValue() : null;
        case "approximateArrivalTimestamp" -> fields.arrivalSeconds = number(json);
        default -> json.skipChildren();
      }
    }
  }

  /** Null, as if the field were absent, for a value that is no text; the same below. */
  private static String text(JsonParser json) throws IOException {
    return isText(json) ? json.getText() : null;
  }

  private static boolean isText(JsonParser json) throws IOException {
    json.skipChildren();
    return json.currentToken() == JsonToken.VALUE_STRING;
  }

  private static BigDecimal number(JsonParser json) throws IOException {
    json.skipChildren();
    return json.currentToken().isNumeric() ? json.getDecimalValue() : null;
  }

  private static void expect(JsonToken held, JsonToken expected, String where) throws IOException {
    if (held != expected) {
      throw new IOException(
          "%s holds %s; expected %s, as in an event of a Kinesis stream"
              .formatted(where, Json.kind(held), Json.kind(expected)));
    }
  }

  /** What one record's fields held, in whatever order they came. */
  private static final class Fields {
    private String eventSourceArn;
    private String eventId;
    private String partitionKey;
    private String sequenceNumber;
    private byte[] data;
    private BigDecimal arrivalSeconds;

    StreamRecord record() throws IOException {
      String stream = streamOf(required(eventSourceArn, "eventSourceARN"));
      String shardId = shardOf(required(eventId, "eventID"));
      String sequence = required(sequenceNumber, "kinesis.sequenceNumber");
      String key = required(partitionKey, "kinesis.partitionKey");
      byte[] bytes = required(data, "kinesis.data");
      Instant arrival =
          Instant.ofEpochMilli(
              required(arrivalSeconds, "kinesis.approximateArrivalTimestamp")
                  .movePointRight(3)
                  .longValue());
      return RedriveKey.parse(key, stream)
          .map(
              redriven ->
                  new StreamRecord(
                      redriven.position(),
                      sequence,
                      redriven.redrives(),
                      key,
                      redriven.arrival(),
                      bytes))
          .orElseGet(
              () ->
                  new StreamRecord(
                      new StreamPosition(stream, shardId, sequence, 0),
                      sequence,
                      0,
                      key,
                      arrival,
                      bytes));
    }

    private static <T> T required(T value, String field) throws IOException {
      if (value == null) {
        throw new IOException(
            "A record of the event has no usable "
                + field
                + "; expected an event of a Kinesis stream");
      }
      return value;
    }

    /**
     * {@code arn:aws:kinesis:region:account:stream/NAME}, with {@code /consumer/...} behind it
     * under fan-out.
     */
    private static String streamOf(String arn) throws IOException {
      String[] parts = arn.split("/", 3);
      if (parts.length < 2) {
        throw new IOException("eventSourceARN holds \"" + arn + "\"; expected the ARN of a stream");
      }
      return parts[1];
    }

    /** {@code shardId-000000000000:SEQUENCE_NUMBER}. */
    private static String shardOf(String eventId) {
      int colon = eventId.indexOf(':');
      return colon < 0 ? eventId : eventId.substring(0, colon);
    }
  }
}
