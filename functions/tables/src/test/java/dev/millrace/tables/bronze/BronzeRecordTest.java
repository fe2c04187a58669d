package dev.millrace.tables.bronze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.millrace.common.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BronzeRecordTest {
  private static final Instant ARRIVAL = Instant.parse("2024-11-17T21:53:01.293Z");

  @Property
  void whateverBytesArriveComeBack(@ForAll byte[] data) throws IOException {
    BronzeRecord record = new BronzeRecord("sessions", "shard-1", "7", "key", ARRIVAL, data);

    assertThat(read(write(record)).data()).isEqualTo(data);
  }

  @Property
  void textIsKeptAsTextAndComesBack(@ForAll String text) throws IOException {
    byte[] data = text.getBytes(StandardCharsets.UTF_8);

    byte[] line = write(new BronzeRecord("sessions", "shard-1", "7", "key", ARRIVAL, data));

    assertThat(new String(line, StandardCharsets.UTF_8))
        .contains("\"data\":")
        .doesNotContain("data_base64");
    assertThat(read(line).data()).isEqualTo(data);
  }

  @Property
  void partitionKeysAndArrivalsComeBackEvenHalfCharacters(
      @ForAll String key, @ForAll @LongRange(min = 0, max = 4102444800000L) long arrival)
      throws IOException {
    for (String partitionKey : new String[] {key, key + '\ud800', '\udfff' + key}) {
      BronzeRecord record =
          new BronzeRecord(
              "sessions", "shard-1", "7", partitionKey, Instant.ofEpochMilli(arrival), new byte[0]);

      assertThat(read(write(record))).usingRecursiveComparison().isEqualTo(record);
    }
  }

  @Property
  void aRecordIsOneLine(@ForAll byte[] data, @ForAll String key) throws IOException {
    byte[] line = write(new BronzeRecord("sessions", "shard-1", "7", key, ARRIVAL, data));

    assertThat(line).endsWith('\n');
    assertThat(new String(line, 0, line.length - 1, StandardCharsets.UTF_8))
        .doesNotContain("\n", "\r");
  }

  @Test
  void aLineHoldsWhatTheStreamHeld() throws IOException {
    BronzeRecord text =
        new BronzeRecord("sessions", "shard-1", "7", "kü", ARRIVAL, bytes("{\"a\": \"é\\n\"}"));
    BronzeRecord binary =
        new BronzeRecord("sessions", "shard-1", "8", "k", ARRIVAL, new byte[] {(byte) 0xC3});

    assertThat(write(text))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(
            "{\"stream\":\"sessions\",\"shard_id\":\"shard-1\",\"sequence_number\":\"7\","
                + "\"partition_key\":\"kü\",\"arrival_time\":\"2024-11-17T21:53:01.293Z\","
                + "\"data\":\"{\\\"a\\\": \\\"é\\\\n\\\"}\"}\n");
    assertThat(write(binary))
        .asString(StandardCharsets.UTF_8)
        .endsWith("\"data_base64\":\"ww==\"}\n");
  }

  @Test
  void fieldsOfALaterVersionAreSkipped() throws IOException {
    String line =
        "{\"stream\":\"s\",\"new\":{\"a\":[1]},\"shard_id\":\"x\",\"sequence_number\":\"7\","
            + "\"partition_key\":\"k\",\"arrival_time\":\"2024-11-17T21:53:01.293Z\",\"data\":\"d\","
            + "\"n\":1,\"newer\":\"text\"}";

    assertThat(read(bytes(line)).data()).isEqualTo(bytes("d"));
  }

  @Test
  void aLineWithoutAFieldIsRefusedByTheFieldsName() {
    assertThatThrownBy(() -> read(bytes("{\"stream\":\"s\",\"shard_id\":\"x\"}")))
        .isInstanceOf(IOException.class)
        .hasMessage("sequence_number is missing; expected a text");
    assertThatThrownBy(() -> read(bytes("[]")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected a JSON object");
  }

  private static byte[] write(BronzeRecord record) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.FACTORY.createGenerator(line)) {
      record.write(json);
    }
    return line.toByteArray();
  }

  private static BronzeRecord read(byte[] line) throws IOException {
    try (JsonParser json = Json.FACTORY.createParser(line)) {
      json.nextToken();
      BronzeRecord record = BronzeRecord.read(json);
      assertThat(json.nextToken()).isNull();
      return record;
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
