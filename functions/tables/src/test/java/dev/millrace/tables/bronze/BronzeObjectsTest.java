package dev.millrace.tables.bronze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.common.Deadline;
import dev.millrace.testsupport.S3Server;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

class BronzeObjectsTest {
  private static final Instant ARRIVAL = Instant.parse("2024-11-17T21:59:59.999Z");
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(5));

  private static S3Server s3;

  private final String bucket = "lake-" + System.nanoTime();
  private BronzeObjects objects;

  @BeforeAll
  static void startStorage(@TempDir Path folder) throws Exception {
    s3 = new S3Server(folder);
  }

  @AfterAll
  static void stopStorage() {
    s3.close();
  }

  @BeforeEach
  void newBucket() {
    s3.client().createBucket(create -> create.bucket(bucket));
    objects = new BronzeObjects(s3.client(), bucket);
  }

  @Test
  void anObjectComesBackRecordByRecord() throws Exception {
    Random random = new Random(1);
    List<BronzeRecord> records = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      byte[] data = new byte[i == 20 ? 1024 * 1024 : i * 100];
      if (i % 2 == 0) {
        random.nextBytes(data);
      }
      records.add(record(i + 5, data));
    }

    ManifestRow row = objects.create(object(records), DEADLINE);

    assertThat(row)
        .isEqualTo(
            new ManifestRow(
                "sessions",
                "shardId-000000000001",
                "5",
                "44",
                "bronze/sessions/dt=2024-11-17/hr=21/shardId-000000000001-5.ndjson.gz",
                40,
                row.bytes(),
                ARRIVAL,
                ARRIVAL));
    assertThat(
            s3.client()
                .headObject(head -> head.bucket(bucket).key(row.objectKey()))
                .contentLength())
        .isEqualTo(row.bytes());
    try (BronzeReader reader = objects.open(row, DEADLINE)) {
      assertThat(reader)
          .toIterable()
          .usingRecursiveFieldByFieldElementComparator(
              RecursiveComparisonConfiguration.builder()
                  .withEqualsForType(Arrays::equals, byte[].class)
                  .build())
          .containsExactlyElementsOf(records);
    }
  }

  @Test
  void anObjectThatIsThereIsAdoptedAndNotOverwritten() throws Exception {
    ManifestRow first =
        objects.create(object(List.of(record(5, bytes("a")), record(6, bytes("b")))), DEADLINE);

    ManifestRow adopted =
        objects.create(
            object(List.of(record(5, bytes("a")), record(6, bytes("b")), record(7, bytes("c")))),
            DEADLINE);

    assertThat(adopted).isEqualTo(first);
    try (BronzeReader reader = objects.open(first, DEADLINE)) {
      assertThat(reader).toIterable().hasSize(2);
    }
  }

  @Test
  void anObjectKnowsItsHourAndItsSize() {
    BronzeObject object = new BronzeObject(record(5, bytes("{}")));
    long line = object.uncompressedBytes();
    object.add(record(6, bytes("{}")));

    assertThat(line).isGreaterThan(100);
    assertThat(object.uncompressedBytes()).isEqualTo(2 * line);
    assertThat(object.isOfSameHour(at(ARRIVAL.minusSeconds(3000)))).isTrue();
    assertThat(object.isOfSameHour(at(ARRIVAL.plusMillis(1)))).isFalse();
    assertThat(object.isOfSameHour(at(ARRIVAL.minusSeconds(3600)))).isFalse();
  }

  @Test
  void itsArrivalsAreTheEarliestAndTheLatest() {
    BronzeObject object = new BronzeObject(at(ARRIVAL.minusMillis(10)));
    object.add(at(ARRIVAL.minusMillis(12)));
    object.add(at(ARRIVAL));
    object.add(at(ARRIVAL.minusMillis(1)));

    ManifestRow row = object.close();

    assertThat(row.firstArrival()).isEqualTo(ARRIVAL.minusMillis(12));
    assertThat(row.lastArrival()).isEqualTo(ARRIVAL);
  }

  @Test
  void readingCanEndBeforeTheObjectDoes() throws Exception {
    List<BronzeRecord> records = new ArrayList<>();
    byte[] data = new byte[500_000];
    Random random = new Random(1);
    for (int i = 0; i < 20; i++) {
      random.nextBytes(data);
      records.add(record(i, data.clone()));
    }
    ManifestRow row = objects.create(object(records), DEADLINE);

    for (int i = 0; i < 10; i++) {
      try (BronzeReader reader = objects.open(row, DEADLINE)) {
        assertThat(reader.next().sequenceNumber()).isEqualTo("0");
      }
    }
  }

  @Test
  void aDamagedObjectIsRefusedByItsName() {
    s3.client()
        .putObject(
            put -> put.bucket(bucket).key("damaged"), RequestBody.fromString("not compressed"));

    assertThatThrownBy(() -> objects.open("damaged", DEADLINE))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("damaged");
    assertThatThrownBy(() -> objects.open("gone", DEADLINE)).isInstanceOf(NoSuchKeyException.class);
  }

  private static BronzeObject object(List<BronzeRecord> records) {
    BronzeObject object = new BronzeObject(records.getFirst());
    records.stream().skip(1).forEach(object::add);
    return object;
  }

  private static BronzeRecord record(int sequenceNumber, byte[] data) {
    return new BronzeRecord(
        "sessions", "shardId-000000000001", Integer.toString(sequenceNumber), "key", ARRIVAL, data);
  }

  private static BronzeRecord at(Instant arrival) {
    return new BronzeRecord("sessions", "shardId-000000000001", "5", "key", arrival, new byte[0]);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
