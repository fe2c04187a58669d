package dev.millrace.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;

/**
 * A batch as the event source mapping would hand it over, of records that never were on a stream:
 * it is exactly as large as wanted.
 *
 * @param event the JSON
 * @param documents by record id
 */
record KinesisBatch(SdkBytes event, Map<String, byte[]> documents) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SHARD = "shardId-000000000000";

  /**
   * @param streamArn of the stream that they claim to come from, or of a consumer of it
   * @param first sequence number of the first; the others follow
   */
  static KinesisBatch of(String streamArn, long first, List<byte[]> documents) {
    String stream = streamArn.replaceFirst(".*:stream/", "").replaceFirst("/.*", "");
    BigDecimal now = BigDecimal.valueOf(System.currentTimeMillis(), 3);
    ObjectNode event = JSON.createObjectNode();
    ArrayNode records = event.putArray("Records");
    Map<String, byte[]> byRecordId = new LinkedHashMap<>();
    for (byte[] document : documents) {
      long sequenceNumber = first + byRecordId.size();
      ObjectNode record = records.addObject();
      record
          .putObject("kinesis")
          .put("kinesisSchemaVersion", "1.0")
          .put("partitionKey", Long.toString(sequenceNumber))
          .put("sequenceNumber", Long.toString(sequenceNumber))
          .put("data", document)
          .put("approximateArrivalTimestamp", now);
      record
          .put("eventSource", "aws:kinesis")
          .put("eventVersion", "1.0")
          .put("eventID", SHARD + ":" + sequenceNumber)
          .put("eventName", "aws:kinesis:record")
          .put("eventSourceARN", streamArn);
      byRecordId.put("%s/%s/%d/0".formatted(stream, SHARD, sequenceNumber), document);
    }
    try {
      return new KinesisBatch(
          SdkBytes.fromByteArrayUnsafe(JSON.writeValueAsBytes(event)), byRecordId);
    } catch (IOException impossible) {
      throw new UncheckedIOException("A tree can be written", impossible);
    }
  }
}
