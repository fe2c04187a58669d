package dev.millrace.local.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.lambda.InvocationResult;
import dev.millrace.local.resource.LocalAttributes;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.Resource;
import dev.millrace.local.template.TemplateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;

/** What a mapping that was made anew does with records that waited for long. */
class BatchDeliveryTest {
  private final Instant aYearAgo = Clock.systemUTC().instant().minus(Duration.ofDays(365));

  @TempDir Path directory;

  /** So does Lambda: its default is -1. */
  @ParameterizedTest
  @ValueSource(strings = {"\"MaximumRecordAgeInSeconds\": -1,", ""})
  void withoutABoundNoRecordIsTooOld(String age) throws Exception {
    assertThat(mapping(age).maximumRecordAge()).isEmpty();
    assertThat(delivered(mapping(age))).containsExactly("old");
  }

  @Test
  void withABoundARecordIsGivenUpUnseen() throws Exception {
    assertThat(delivered(mapping("\"MaximumRecordAgeInSeconds\": 3600,"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"StartingPosition\": \"TRIM_HORIZON\" | TRIM_HORIZON |",
        "\"StartingPosition\": \"AT_TIMESTAMP\", \"StartingPositionTimestamp\": 1735689600 |"
            + " AT_TIMESTAMP | 2025-01-01T00:00:00Z"
      })
  void aMappingStartsWhereItsTemplateSays(String properties, String type, Instant time)
      throws Exception {
    var request = GetShardIteratorRequest.builder();
    StartingPosition.of(new ObjectMapper().readTree("{" + properties + "}")).in(request);
    assertThat(request.build().shardIteratorTypeAsString()).isEqualTo(type);
    assertThat(request.build().timestamp()).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"StartingPosition\": \"LATEST\"}",
        "{\"StartingPosition\": \"AT_TIMESTAMP\"}"
      })
  void aStartThatLambdaDoesNotKnowIsRefused(String properties) throws Exception {
    var json = new ObjectMapper().readTree(properties);
    assertThatThrownBy(() -> StartingPosition.of(json))
        .isInstanceOf(TemplateException.class)
        .hasMessageStartingWith("StartingPosition");
  }

  private List<String> delivered(EventSourceMapping mapping) throws Exception {
    List<String> delivered = new ArrayList<>();
    var progress =
        new ShardProgress("shard", new Checkpoints(directory.resolve("mapping.properties")));
    var record = new StreamRecord("old", BigInteger.ONE, aYearAgo, new byte[0]);
    progress.read(record);
    new BatchDelivery(
            mapping,
            "shard",
            event -> {
              delivered.add(partitionKey(event));
              return new InvocationResult.Answer(SdkBytes.fromUtf8String("{}"));
            },
            new FailureDestination(mapping, null, null, Clock.systemUTC(), line -> {}),
            progress,
            new DeliveryCounts(),
            Clock.systemUTC())
        .deliver(List.of(record));
    return delivered;
  }

  private static String partitionKey(byte[] event) {
    try {
      return new ObjectMapper().readTree(event).at("/Records/0/kinesis/partitionKey").asText();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static EventSourceMapping mapping(String age) throws Exception {
    var definition =
        new ObjectMapper()
            .readTree(
                """
                {"Properties": {"EventSourceArn": "arn:aws:kinesis:eu-west-1:000000000000:stream/s",
                 %s "FunctionName": "Recorder", "StartingPosition": "TRIM_HORIZON"}}\
                """
                    .formatted(age));
    var resource =
        new Resource("Stack", "Id", "AWS::Lambda::EventSourceMapping", definition, "mapping");
    return EventSourceMapping.of(resource, intrinsics());
  }

  private static Intrinsics intrinsics() throws URISyntaxException, IOException {
    return new Intrinsics(
        CloudAssembly.read(Path.of(BatchDeliveryTest.class.getResource("/assembly").toURI())),
        new LocalAttributes("eu-west-1", "http://127.0.0.1:1", "http://127.0.0.1:2"));
  }
}
