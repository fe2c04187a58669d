package dev.millrace.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.common.InvalidInput;
import dev.millrace.common.Settings;
import dev.millrace.scoring.fixture.AwsServer;
import dev.millrace.testsupport.Invocation;
import dev.millrace.testsupport.MetricLines;
import dev.millrace.testsupport.S3Server;
import dev.millrace.testsupport.SdkEnvironment;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedriveFunctionTest {
  private static final String OBJECT =
      """
      {"stream": "sessions", "shard_id": "shardId-000000000000", "sequence_number": "7", "sub_sequence_number": 0,
       "arrival_time": "2024-11-17T21:53:01.293Z", "redrives": 0, "reason": "id_missing", "data": "{}"}
      """
          .replace("\n ", " ");

  private AwsServer aws;
  private S3Server s3;
  private SdkEnvironment environment;
  private Redrive function;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    aws = new AwsServer();
    s3 = new S3Server(folder);
    s3.client().createBucket(create -> create.bucket("quarantine"));
    environment =
        new SdkEnvironment().withEveryService(URI.create(aws.endpoint())).with("S3", s3.endpoint());
    function =
        new Redrive(
            new Settings(
                Map.of(
                    "POWERTOOLS_SERVICE_NAME", "scoring",
                    "SESSIONS_STREAM", "sessions",
                    "QUARANTINE_BUCKET", "quarantine",
                    "FAILURES_BUCKET", "failures")));
    s3.put("quarantine", "sessions/a.ndjson", OBJECT);
  }

  @AfterEach
  void stop() {
    environment.close();
    s3.close();
    aws.close();
  }

  private String handle(String request) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    function.handleRequest(
        new ByteArrayInputStream(request.getBytes(StandardCharsets.UTF_8)),
        answer,
        new Invocation());
    return answer.toString(StandardCharsets.UTF_8);
  }

  @Test
  void whatItDidIsItsAnswer() throws Exception {
    assertThat(handle("{\"source\": \"quarantine\"}")).contains("\"sent\":1", "\"complete\":true");
    assertThat(aws.taken())
        .extracting(AwsServer.Put::partitionKey)
        .containsExactly("redrive:1:1731880381293:shardId-000000000000:7:0");
  }

  @Test
  void whatWasSentIsCounted() throws Exception {
    List<JsonNode> lines = MetricLines.of(() -> handle("{\"source\": \"quarantine\"}"));

    assertThat(lines)
        .singleElement()
        .satisfies(line -> assertThat(line.path("Redriven").asInt()).isEqualTo(1));
  }

  @Test
  void aWrongRequestIsAnError() {
    assertThatExceptionOfType(InvalidInput.class)
        .isThrownBy(() -> handle("{\"source\": \"bronze\"}"))
        .withMessageContaining("bronze");
  }
}
