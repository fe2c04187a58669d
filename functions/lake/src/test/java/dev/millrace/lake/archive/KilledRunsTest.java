package dev.millrace.lake.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.AwsClients;
import dev.millrace.lake.fixture.Calls;
import dev.millrace.lake.fixture.DynamoDbServer;
import dev.millrace.lake.fixture.S3Server;
import dev.millrace.lake.fixture.Sweep;
import dev.millrace.lake.fixture.TestCredentials;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Runs that die at a sample of their calls, and runs in the midst of which others run. */
class KilledRunsTest {
  private static final Instant NOW = Instant.parse("2024-11-17T21:10:00Z");
  private static final int SMALL = 300;
  private static final int SMALLER = 1;
  private static final int MOST_CALLS = 200;

  /** A killed run leaves its connections behind, as a process does. */
  private static final int CONNECTIONS = 2_000;

  private static S3Server s3;
  private static S3Client s3Client;
  private static DynamoDbClient dynamoDb;

  private StreamServer streams;
  private KinesisClient kinesis;

  @BeforeAll
  static void startStorage(@TempDir Path folder) throws Exception {
    s3 = new S3Server(folder);
    s3Client = client(S3Client.builder(), s3.endpoint());
    dynamoDb = client(DynamoDbClient.builder(), DynamoDbServer.endpoint());
  }

  @AfterAll
  static void stopStorage() {
    s3Client.close();
    dynamoDb.close();
    s3.close();
  }

  private static <C, B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>> C client(
      B builder, URI endpoint) {
    return new AwsClients(CONNECTIONS)
        .build(
            builder
                .endpointOverride(endpoint)
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(TestCredentials.create()),
            Duration.ofSeconds(20));
  }

  private Lake lake() {
    return new Lake(new Lake.Clients(kinesis, dynamoDb, s3Client));
  }

  /** Two hours, a split, a shard without records, and several objects. */
  @BeforeEach
  void startStreams() throws Exception {
    streams = new StreamServer();
    kinesis = client(KinesisClient.builder(), streams.endpoint());
    streams.open("sessions", "shard-0");
    put("sessions", "shard-0", NOW.minusSeconds(3000), 3);
    put("sessions", "shard-0", NOW.minusSeconds(60), 4);
    streams.open("sessions", "shard-1", "shard-0");
    streams.open("sessions", "shard-2", "shard-0");
    put("sessions", "shard-1", NOW.minusSeconds(30), 2);
    streams.open("predictions", "shard-0");
    put("predictions", "shard-0", NOW.minusSeconds(30), 3);
  }

  @AfterEach
  void stopStreams() {
    kinesis.close();
    streams.close();
  }

  @Test
  void aRunThatIsKilledAtAnyOfItsCallsLosesAndDoublesNothing() throws Exception {
    Sweep sweep = new Sweep();
    int call = 0;
    boolean died = true;
    while (died) {
      call = sweep.after(call);
      // Death after a call is death before the next, but for what other shards do meanwhile.
      int[] nextSizes = {SMALLER, SMALL, Lake.LARGE};
      died = die(Calls.deathAfter(call), nextSizes[call % 3]);
      for (int nextSize : nextSizes) {
        died &= die(Calls.deathBefore(call), nextSize);
      }
    }
    assertThat(call).as("the first call that a run does not make").isBetween(31, MOST_CALLS);
  }

  /** Whether the run died; it lives where it makes fewer calls. */
  private boolean die(Calls death, int nextSize) throws Exception {
    Lake lake = lake();
    death.watchDying(() -> lake.run(SMALL, NOW));

    assertThat(lake.run(nextSize, NOW).complete()).isTrue();

    lake.holdsExactly(streams.records());
    return death.reached();
  }

  @Test
  void aRunInTheMidstOfWhichAnotherRunsLosesAndDoublesNothing() throws Exception {
    Sweep sweep = new Sweep();
    int call = 0;
    boolean met = true;
    while (met) {
      call = sweep.after(call);
      for (int otherSize : new int[] {SMALLER, SMALL, Lake.LARGE}) {
        Lake lake = lake();
        Calls calls = Calls.deedBefore(call, () -> lake.run(otherSize, NOW));
        calls.watch(() -> lake.run(SMALL, NOW));
        met &= calls.reached();

        lake.holdsExactly(streams.records());
        assertThat(lake.run(SMALL, NOW).streams().values())
            .allMatch(totals -> totals.objects() == 0);
      }
    }
    assertThat(call).as("the first call that a run does not make").isBetween(21, MOST_CALLS);
  }

  @Test
  void aRunInTheMidstOfWhichAnotherBeginsAndIsKilledLosesAndDoublesNothing() throws Exception {
    for (int call = 5; call < 45; call += 5) {
      for (int otherCall = 5; otherCall < 45; otherCall += 4) {
        Lake lake = lake();
        Calls other = Calls.deathAfter(otherCall);
        Calls.deedBefore(
                call,
                () -> {
                  other.watchDying(() -> lake.run(Lake.LARGE, 1, NOW));
                  return null;
                })
            .watch(() -> lake.run(SMALL, 1, NOW));

        assertThat(lake.run(SMALLER, NOW).complete()).isTrue();

        lake.holdsExactly(streams.records());
      }
    }
  }

  @Test
  void runsAtTheSameTimeLoseAndDoubleNothing() throws Exception {
    for (int round = 0; round < 30; round++) {
      Lake lake = lake();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<ArchiveOutcome> one = threads.submit(() -> lake.run(SMALL, NOW));
        Future<ArchiveOutcome> two = threads.submit(() -> lake.run(SMALLER, NOW));
        Future<ArchiveOutcome> three = threads.submit(() -> lake.run(Lake.LARGE, NOW));
        long records = 0;
        for (ArchiveOutcome outcome :
            new ArchiveOutcome[] {one.get(), two.get(), three.get(), lake.run(SMALL, NOW)}) {
          assertThat(outcome.failures()).isEmpty();
          for (ArchiveOutcome.Totals totals : outcome.streams().values()) {
            records += totals.records();
          }
        }

        lake.holdsExactly(streams.records());
        assertThat(records).isEqualTo(12);
      }
    }
  }

  private void put(String stream, String shard, Instant arrival, int records) {
    for (int i = 0; i < records; i++) {
      streams.put(
          stream,
          shard,
          arrival.plusMillis(i),
          "{\"n\": %d}".formatted(i).getBytes(StandardCharsets.UTF_8));
    }
  }
}
