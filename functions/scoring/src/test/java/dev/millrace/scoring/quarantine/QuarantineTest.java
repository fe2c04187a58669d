package dev.millrace.scoring.quarantine;

import static dev.millrace.scoring.fixture.PredictionStates.DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.common.AwsClients;
import dev.millrace.common.Deadline;
import dev.millrace.common.stream.StreamPosition;
import dev.millrace.common.stream.StreamRecord;
import dev.millrace.features.document.Reason;
import dev.millrace.features.document.Rejection;
import dev.millrace.testsupport.S3Server;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

class QuarantineTest {
  private static final String BUCKET = "quarantine";
  private static final int MIB = 1024 * 1024;

  private S3Server s3;
  private Quarantine quarantine;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    s3 = new S3Server(folder);
    s3.client().createBucket(create -> create.bucket(BUCKET));
    quarantine = new Quarantine(s3.client(), BUCKET);
  }

  @AfterEach
  void stop() {
    s3.close();
  }

  private static Quarantined record(int sequence, String data) {
    return new Quarantined(
        new StreamRecord(
            new StreamPosition("sessions", "shard-1", Integer.toString(sequence), 0),
            Integer.toString(sequence),
            0,
            "key",
            Instant.parse("2024-11-17T21:53:01.293Z"),
            data.getBytes(StandardCharsets.UTF_8)),
        "demo",
        new Rejection(Optional.empty(), Reason.MALFORMED_JSON, "a sentence"));
  }

  @Test
  void recordsThatAnEarlierDeliveryWroteAreTakenAsWritten() {
    List<Quarantined> records = List.of(record(1, "a"), record(2, "b"));

    assertThat(quarantine.put(records, DEADLINE)).isTrue();
    String written = s3.get(BUCKET, s3.keys(BUCKET).getFirst());
    assertThat(quarantine.put(records, DEADLINE)).isTrue();

    assertThat(s3.keys(BUCKET)).hasSize(1);
    assertThat(s3.get(BUCKET, s3.keys(BUCKET).getFirst())).isEqualTo(written).hasLineCount(2);
  }

  @Test
  void nothingIsNoObject() {
    assertThat(quarantine.put(List.of(), DEADLINE)).isTrue();
    assertThat(s3.keys(BUCKET)).isEmpty();
  }

  @Test
  void aFloodOfLargeRecordsIsCutIntoObjectsOfAtMostEightMebibytes() {
    // Each of these characters takes six bytes in JSON.
    String data = "\u0001".repeat(MIB / 2);
    List<Quarantined> records = IntStream.range(0, 7).mapToObj(i -> record(i, data)).toList();

    assertThat(quarantine.put(records, DEADLINE)).isTrue();
    List<String> keys = s3.keys(BUCKET);
    assertThat(quarantine.put(records, DEADLINE)).isTrue();

    assertThat(s3.keys(BUCKET)).isEqualTo(keys);
    assertThat(keys).hasSize(4);
    assertThat(keys).allSatisfy(key -> assertThat(s3.get(BUCKET, key)).hasSizeLessThan(8 * MIB));
    assertThat(keys.stream().mapToLong(key -> s3.get(BUCKET, key).lines().count()).sum())
        .isEqualTo(7);
  }

  @Test
  void whatTheBucketRefusesIsNotTaken() {
    assertThat(new Quarantine(s3.client(), "no-bucket").put(List.of(record(1, "a")), DEADLINE))
        .isFalse();
    try (S3Client stranger =
        new AwsClients(1)
            .build(
                S3Client.builder()
                    .endpointOverride(s3.endpoint())
                    .region(Region.EU_CENTRAL_1)
                    .credentialsProvider(
                        StaticCredentialsProvider.create(
                            AwsBasicCredentials.create(S3Server.KEY, "another secret"))),
                Duration.ofSeconds(10))) {
      Quarantine forbidden = new Quarantine(stranger, BUCKET);
      assertThat(forbidden.put(List.of(record(1, "a")), DEADLINE)).isFalse();
      assertThatExceptionOfType(S3Exception.class)
          .isThrownBy(() -> forbidden.rehearse(DEADLINE))
          .matches(refused -> refused.statusCode() == 403);
    }
    assertThat(s3.keys(BUCKET)).isEmpty();
  }

  @Test
  void whileTheBucketIsOutOfReachNothingIsTaken() {
    s3.stop();

    assertThat(quarantine.put(List.of(record(1, "a")), Deadline.after(Duration.ofSeconds(1))))
        .isFalse();
    assertThatExceptionOfType(SdkException.class)
        .isThrownBy(() -> quarantine.rehearse(Deadline.after(Duration.ofSeconds(1))));
  }

  @Test
  void aRehearsalLeavesNoObject() {
    quarantine.rehearse(DEADLINE);

    assertThat(s3.keys(BUCKET)).isEmpty();
  }
}
