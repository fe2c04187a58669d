package dev.millrace.local.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.fixture.RecorderStack;
import dev.millrace.local.resource.LocalAttributes;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Functions in processes of their own, without the rest of the stack. */
class InvocationsTest {
  private static final String NOWHERE = "http://127.0.0.1:1";

  private final BlockingQueue<String> reports = new LinkedBlockingQueue<>();
  private Functions functions;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    Path zip = directory.resolve("recorder.zip");
    RecorderStack.zip(zip);
    functions =
        new Functions(
            List.of(
                new LambdaFunction(
                    "Recorder",
                    "arn:aws:lambda:eu-west-1:000000000000:function:Recorder",
                    "dev.millrace.local.fixture.Recorder",
                    Map.of(),
                    128,
                    Duration.ofMinutes(2),
                    false,
                    zip)),
            directory.resolve("functions"),
            directory.resolve("logs"),
            reports::add);
  }

  @AfterEach
  void stop() {
    functions.close();
  }

  @Test
  void aFailureWhoseQueueIsOutOfReachIsReported() throws Exception {
    CloudAssembly assembly =
        CloudAssembly.read(Path.of(InvocationsTest.class.getResource("/assembly").toURI()));
    Intrinsics intrinsics =
        new Intrinsics(assembly, new LocalAttributes("eu-west-1", NOWHERE, NOWHERE));
    try (SqsClient sqs =
            SqsClient.builder()
                .endpointOverride(URI.create(NOWHERE))
                .region(Region.EU_WEST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build();
        AsynchronousInvocations invocations =
            new AsynchronousInvocations(functions, assembly, intrinsics, sqs, reports::add)) {
      invocations.invoke("Recorder", SdkBytes.fromUtf8String("{\"do\": \"throw-now\"}"));

      assertThat(reports.poll(60, TimeUnit.SECONDS)).startsWith("Recorder failed for good");
      assertThat(reports.poll(60, TimeUnit.SECONDS))
          .startsWith("An asynchronous invocation of Recorder is lost");
    }
  }

  @Test
  void eachEventThatWaitsGetsAnInstanceInTheEnd() throws Exception {
    String sleep = Base64.getEncoder().encodeToString("sleep".getBytes(UTF_8));
    SdkBytes event =
        SdkBytes.fromUtf8String(
            "{\"Records\":[{\"kinesis\":{\"sequenceNumber\":\"1\",\"data\":\"%s\"}}]}"
                .formatted(sleep));
    List<Future<InvocationResult>> invocations = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      invocations.add(functions.invoke("Recorder", event));
    }

    RecorderStack.await(() -> functions.pids("Recorder").size() == 3);
    assertThat(invocations).hasSize(3);
  }
}
