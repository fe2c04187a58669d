package dev.millrace.tables.bronze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

class BronzeReaderTest {
  private static final int RECORDS = 500;

  private final byte[] object = object();
  private final List<Integer> lengths = new ArrayList<>();

  @Test
  void aDownloadThatBreaksGoesOnWhereItBroke() {
    assertThat(sequenceNumbers(object.length / 3, object.length / 3 * 2, object.length))
        .containsExactlyElementsOf(all());
    assertThat(lengths).hasSize(3);
  }

  @Test
  void anObjectThatBreaksTwiceAtOneRecordIsBroken() {
    assertThatThrownBy(() -> sequenceNumbers(object.length / 2, object.length / 2, object.length))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageMatching("Reading bronze/a failed after [1-9]\\d* records");
    assertThat(lengths).hasSize(2);
  }

  @Test
  void anObjectOfWhichNothingCanBeReadIsOpenedOnce() {
    assertThatThrownBy(() -> sequenceNumbers(100, object.length))
        .hasMessage("Reading bronze/a failed after 0 records");
    assertThat(lengths).hasSize(1);
  }

  /** What a reader finds whose downloads break after so many bytes, one after another. */
  private List<String> sequenceNumbers(Integer... breaks) {
    List<String> found = new ArrayList<>();
    try (BronzeReader reader = new BronzeReader(() -> download(breaks), "bronze/a")) {
      reader.forEachRemaining(record -> found.add(record.sequenceNumber()));
    }
    return found;
  }

  private ResponseInputStream<GetObjectResponse> download(Integer... breaks) {
    int length = breaks[lengths.size()];
    lengths.add(length);
    InputStream content = new ByteArrayInputStream(object, 0, length);
    InputStream body =
        length == object.length ? content : new SequenceInputStream(content, new BrokenStream());
    return new ResponseInputStream<>(
        GetObjectResponse.builder().build(), AbortableInputStream.create(body));
  }

  /** What is left of a connection that the other side has closed. */
  private static final class BrokenStream extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("Connection reset");
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      return read();
    }
  }

  private static List<String> all() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      all.add(Integer.toString(i));
    }
    return all;
  }

  private static byte[] object() {
    Random random = new Random(1);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      for (int i = 0; i < RECORDS; i++) {
        out.write(
            """
            {"stream": "service-events", "shard_id": "shard", "sequence_number": "%d", "partition_key": "p", \
            "arrival_time": "2024-11-17T21:59:59.999Z", "data": "%016x%016x%016x"}
            """
                .formatted(i, random.nextLong(), random.nextLong(), random.nextLong())
                .getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException inMemory) {
      throw new UncheckedIOException(inMemory);
    }
    return bytes.toByteArray();
  }
}
