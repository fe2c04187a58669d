package dev.millrace.lake.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.AwsClients;
import dev.millrace.testsupport.Calls;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.S3Server;
import dev.millrace.testsupport.Sweep;
import dev.millrace.testsupport.TestCredentials;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
  private static final List<Integer> SIZES = List.of(SMALLER, SMALL, ArchiveFixture.LARGE);
  private static final int FEWEST_CALLS = 8;

  /** A killed run leaves its connections behind, as a process does. */
  private static final int CONNECTIONS = 2_000;

  private static S3Server s3;
  private static S3Client s3Client;
  private static DynamoDbClient dynamoDb;

  private GetRecordsServer streams;
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

  private ArchiveFixture lake() {
    return new ArchiveFixture(new ArchiveFixture.Clients(kinesis, dynamoDb, s3Client));
  }

  /** Two hours, a split, a shard without records, and several objects. */
  @BeforeEach
  void startStreams() throws Exception {
    streams = new GetRecordsServer();
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

  /** At which call something happens, and how large the objects of the run after it are. */
  private record Stop(int call, int size) {}

  private List<Stop> stops() throws Exception {
    ArchiveFixture lake = lake();
    List<String> made = Calls.counted().madeBy(() -> lake.run(SMALL, NOW));
    assertThat(made).hasSizeGreaterThan(FEWEST_CALLS);
    List<Stop> stops = new ArrayList<>();
    for (int call : Sweep.over(made)) {
      SIZES.forEach(size -> stops.add(new Stop(call, size)));
    }
    return Sweep.over(stops, "calls and sizes of objects");
  }

  @Test
  void aRunThatIsKilledAtAnyOfItsCallsLosesAndDoublesNothing() throws Exception {
    for (Stop stop : stops()) {
      // Death after a call is death before the next, but for what other shards do meanwhile.
      for (Calls death : List.of(Calls.deathAfter(stop.call()), Calls.deathBefore(stop.call()))) {
        ArchiveFixture lake = lake();
        death.watchDying(() -> lake.run(SMALL, NOW));

        assertThat(lake.run(stop.size(), NOW).complete()).isTrue();

        lake.holdsExactly(streams.records());
      }
    }
  }

  @Test
  void aRunInTheMidstOfWhichAnotherRunsLosesAndDoublesNothing() throws Exception {
    for (Stop stop : stops()) {
      ArchiveFixture lake = lake();
      Calls.deedBefore(stop.call(), () -> lake.run(stop.size(), NOW))
          .watch(() -> lake.run(SMALL, NOW));

      lake.holdsExactly(streams.records());
      assertThat(lake.run(SMALL, NOW).streams().values()).allMatch(totals -> totals.objects() == 0);
    }
  }

  @Test
  void aRunInTheMidstOfWhichAnotherBeginsAndIsKilledLosesAndDoublesNothing() throws Exception {
    List<int[]> pairs = new ArrayList<>();
    for (int call = 5; call < 45; call += 5) {
      for (int otherCall = 5; otherCall < 45; otherCall += 4) {
        pairs.add(new int[] {call, otherCall});
      }
    }
    for (int[] pair : Sweep.over(pairs, "pairs of calls")) {
      ArchiveFixture lake = lake();
      Calls other = Calls.deathAfter(pair[1]);
      Calls.deedBefore(
              pair[0],
              () -> {
                other.watchDying(() -> lake.run(ArchiveFixture.LARGE, 1, NOW));
                return null;
              })
          .watch(() -> lake.run(SMALL, 1, NOW));

      assertThat(lake.run(SMALLER, NOW).complete()).isTrue();

      lake.holdsExactly(streams.records());
    }
  }

  @Test
  void runsAtTheSameTimeLoseAndDoubleNothing() throws Exception {
    for (int round = 0; round < 10; round++) {
      ArchiveFixture lake = lake();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<ArchiveOutcome> one = threads.submit(() -> lake.run(SMALL, NOW));
        Future<ArchiveOutcome> two = threads.submit(() -> lake.run(SMALLER, NOW));
        Future<ArchiveOutcome> three = threads.submit(() -> lake.run(ArchiveFixture.LARGE, NOW));
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
