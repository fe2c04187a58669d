package dev.millrace.benchmarks;

import java.util.List;
import java.util.UUID;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/** Puts records on a stream, each with a partition key of its own. */
record StreamPuts(KinesisClient kinesis, String stream) {

  /**
   * Puts up to 500 records with one request.
   *
   * @throws IllegalStateException when the stream refuses any of them
   */
  List<PutRecordsResultEntry> put(List<byte[]> records) {
    List<PutRecordsRequestEntry> entries =
        records.stream()
            .map(
                record ->
                    PutRecordsRequestEntry.builder()
                        .partitionKey(UUID.randomUUID().toString())
                        .data(SdkBytes.fromByteArrayUnsafe(record))
                        .build())
            .toList();
    var response = kinesis.putRecords(put -> put.streamName(stream).records(entries));
    if (response.failedRecordCount() > 0) {
      throw new IllegalStateException(
          "The stream refused %d records".formatted(response.failedRecordCount()));
    }
    return response.records();
  }
}
