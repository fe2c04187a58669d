package dev.millrace.common.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KinesisEventsTest {
  private static final String ARN = "arn:aws:kinesis:eu-west-1:000000000000:stream/sessions";
  private static final Instant ARRIVAL = Instant.parse("2026-01-01T00:00:00.123Z");

  private static String event(String arn, String partitionKey) {
    return """
        {"Records": [{"awsRegion": "eu-west-1", "eventSourceARN": "%s", "eventID": "shardId-000000000001:4959",
          "kinesis": {"approximateArrivalTimestamp": 1767225600.123, "data": "%s", "kinesisSchemaVersion": "1.0",
                      "sequenceNumber": "4959", "partitionKey": "%s"}, "more": {"a": [1]}}], "other": []}
        """
        .formatted(
            arn,
            Base64.getEncoder().encodeToString("{}".getBytes(StandardCharsets.UTF_8)),
            partitionKey);
  }

  private static List<StreamRecord> read(String event) throws IOException {
    return KinesisEvents.read(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {ARN, ARN + "/consumer/scoring:1767225600"})
  void aRecordHasItsPositionArrivalAndBytes(String arn) throws IOException {
    StreamRecord record = read(event(arn, "key")).getFirst();

    assertThat(record.position())
        .isEqualTo(new StreamPosition("sessions", "shardId-000000000001", "4959", 0));
    assertThat(record.deliveredSequenceNumber()).isEqualTo("4959");
    assertThat(record.arrival()).isEqualTo(ARRIVAL);
    assertThat(record.redrives()).isZero();
    assertThat(record.data()).asString(StandardCharsets.UTF_8).isEqualTo("{}");
  }

  @Test
  void aRedrivenRecordKeepsTheIdentityAndArrivalThatItHad() throws IOException {
    StreamPosition first = new StreamPosition("sessions", "shardId-000000000007", "123", 4);
    Instant arrival = Instant.parse("2025-12-31T23:59:59.999Z");

    StreamRecord record = read(event(ARN, new RedriveKey(2, arrival, first).toString())).getFirst();

    assertThat(record.position()).isEqualTo(first);
    assertThat(record.arrival()).isEqualTo(arrival);
    assertThat(record.redrives()).isEqualTo(2);
    assertThat(record.deliveredSequenceNumber()).isEqualTo("4959");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eventSourceARN",
        "eventID",
        "sequenceNumber",
        "partitionKey",
        "data",
        "approximateArrivalTimestamp"
      })
  void aFieldThatIsMissingIsNamed(String field) {
    assertThatThrownBy(() -> read(event(ARN, "key").replace("\"" + field + "\"", "\"x\"")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "{\"Records\": {}}", "{\"Records\": [7]}"})
  void anEventOfSomethingElseIsRefused(String event) {
    assertThatThrownBy(() -> read(event))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Kinesis");
  }

  @Test
  void fieldsMayComeInAnyOrderAmongUnknownOnes() throws IOException {
    String shuffled =
        """
        {"more": [{}], "Records": [{"awsRegion": {"a": [1]}, "kinesis": {"data": "e30=", "x": {"data": 5},
          "sequenceNumber": "7", "approximateArrivalTimestamp": 1.5, "partitionKey": "k"}, "eventID": "shard-1:7",
          "eventSourceARN": "arn:aws:kinesis:eu-central-1:1:stream/s"}], "Last": null}
        """;

    StreamRecord record = read(shuffled).getFirst();

    assertThat(record.position().recordId()).isEqualTo("s/shard-1/7/0");
    assertThat(record.arrival()).isEqualTo(Instant.ofEpochMilli(1500));
    assertThat(record.data()).asString(StandardCharsets.UTF_8).isEqualTo("{}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"eventSourceARN", "eventID", "sequenceNumber", "partitionKey", "data"})
  void aFieldThatHoldsNoTextIsNamed(String field) {
    for (String other : List.of("null", "7", "{\"a\": 1}")) {
      assertThatThrownBy(
              () ->
                  read(
                      event(ARN, "key")
                          .replaceAll(
                              "\"" + field + "\": \"[^\"]*\"", "\"" + field + "\": " + other)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no usable")
          .hasMessageContaining(field);
    }
  }

  @Test
  void anEventThatIsCutAnywhereIsRefused() {
    String whole = event(ARN, "key").strip();
    for (int length = 0; length < whole.length(); length++) {
      String cut = whole.substring(0, length);
      assertThatThrownBy(() -> read(cut))
          .as("the first %d characters", length)
          .isInstanceOf(IOException.class);
    }
  }
}
