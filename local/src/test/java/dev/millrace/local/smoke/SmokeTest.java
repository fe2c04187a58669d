package dev.millrace.local.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.local.LocalStack;
import dev.millrace.local.command.Synthesis;
import dev.millrace.local.fixture.FaultProxy;
import dev.millrace.local.sagemaker.ModelServer;
import dev.millrace.local.support.LocalCredentials;
import dev.millrace.tools.smoke.SmokeCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;

/** {@code scripts/smoke} on the whole stack: it passes, and fails at the part that is missing. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SmokeTest {
  private static final String ROLE = "score-sessions-role";
  private static final String POLICY = "smoke-deny";
  private static final String DENY =
      """
      {"Statement": [{"Effect": "Deny", "Action": "sagemaker:InvokeEndpoint", "Resource": "*"}]}
      """;
  private static final long LIMIT_SECONDS = 120;

  private static FaultProxy glueOfCleanEvents;
  private static LocalStack stack;

  @TempDir Path directory;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    Path root = Path.of("..").toAbsolutePath().normalize();
    Path assembly =
        new Synthesis(root, Path.of("target/demo-test").toAbsolutePath(), System.err::println)
            .assembly();
    stack =
        LocalStack.builder(root, assembly, data)
            .fresh()
            .endpointFilter(SmokeTest::proxied)
            .report(System.err::println)
            .start();
  }

  @AfterAll
  static void stop() {
    stack.close();
    glueOfCleanEvents.close();
  }

  private static URI proxied(String function, String service, URI endpoint) {
    if (!function.equals("CleanEvents") || !service.equals("GLUE")) {
      return endpoint;
    }
    try {
      glueOfCleanEvents = new FaultProxy(service, endpoint);
      return glueOfCleanEvents.endpoint();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How the command ended, and what it printed. */
  private record Run(int status, String output) {}

  /** As a user runs it: in a process of its own, with what {@code .millrace/env} exports. */
  private Run smoke(String... options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SmokeCommand.class.getName(),
                stack.url().toString()));
    command.addAll(List.of(options));
    Path errors = directory.resolve("errors");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Path.of("").toAbsolutePath().getParent().toFile())
            .redirectError(errors.toFile());
    builder.environment().putAll(stack.environment());
    Process process = builder.start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      return new Run(process.exitValue(), output);
    } finally {
      process.destroyForcibly();
    }
  }

  private static <B extends AwsClientBuilder<B, C>, C> C client(B builder, String service) {
    return builder
        .region(Region.of(stack.environment().get("AWS_REGION")))
        .endpointOverride(URI.create(stack.environment().get("AWS_ENDPOINT_URL_" + service)))
        .credentialsProvider(LocalCredentials.create())
        .build();
  }

  private static IamClient iam() {
    return client(IamClient.builder().httpClientBuilder(ApacheHttpClient.builder()), "IAM");
  }

  @Test
  void aStackThatWorksPasses() throws Exception {
    Run run = smoke();

    assertThat(run.output())
        .containsSubsequence(
            "ok    stacks",
            "ok    health",
            "ok    documents",
            "ok    latency",
            "ok    jobs",
            "ok    athena")
        .doesNotContain("FAIL");
    assertThat(run.status()).isZero();
  }

  /** First: it would wait until the alarm is off that another has set off. */
  @Test
  @Order(1)
  void aFailureOfTheModelIsSeenAndWhatItStoppedIsRedriven() throws Exception {
    try (IamClient iam = iam()) {
      iam.putRolePolicy(put -> put.roleName(ROLE).policyName(POLICY).policyDocument(DENY));

      Run run = smoke("--faults", "--outage", "PT1S");

      assertThat(run.output())
          .containsSubsequence(
              "ok    policy",
              "took away the one that an earlier run left on " + ROLE,
              "denied %s its model".formatted(ROLE),
              "ok    failure",
              "given up after 6 invocations; alarm sessions-on-failure",
              "ok    redrive",
              "redriven 1 time")
          .doesNotContain("FAIL")
          .doesNotContain(" 0 records redriven");
      assertThat(run.status()).isZero();
      assertThatExceptionOfType(NoSuchEntityException.class)
          .isThrownBy(() -> iam.getRolePolicy(get -> get.roleName(ROLE).policyName(POLICY)));
    }
  }

  @Test
  void withoutItsModelNoDocumentIsPredicted() throws Exception {
    stack.modelServers().values().forEach(ModelServer::stop);
    Run run;
    try {
      run = smoke("--patience", "PT3S");
    } finally {
      for (ModelServer server : stack.modelServers().values()) {
        server.start();
        server.awaitReady();
      }
    }

    assertThat(run.output())
        .contains("FAIL  documents")
        .contains("expected stored predictions of 12 documents within 3 s")
        .contains("POST /predictions answers status 503")
        .contains("not run: latency, jobs, athena");
    assertThat(run.status()).isEqualTo(1);
  }

  @Test
  void aJobThatFailsIsNamed() throws Exception {
    glueOfCleanEvents.inject(
        (operation, body) -> Optional.of(FaultProxy.Answer.error(400, "AccessDeniedException")));
    Run run;
    try {
      run = smoke();
    } finally {
      glueOfCleanEvents.heal();
    }

    assertThat(run.output())
        .contains("FAIL  jobs")
        .contains("expected CleanEvents to answer {}; saw it fail with")
        .contains("not run: athena");
    assertThat(run.status()).isEqualTo(1);
  }

  @Test
  void aTableThatIsMissingIsNamed() throws Exception {
    try (GlueClient glue =
        client(GlueClient.builder().httpClientBuilder(ApacheHttpClient.builder()), "GLUE")) {
      Table table = glue.getTable(get -> get.databaseName("bronze").name("service_events")).table();
      glue.deleteTable(delete -> delete.databaseName("bronze").name("service_events"));
      Run run;
      try {
        run = smoke();
      } finally {
        glue.createTable(
            create ->
                create
                    .databaseName("bronze")
                    .tableInput(
                        input ->
                            input
                                .name(table.name())
                                .tableType(table.tableType())
                                .parameters(table.parameters())
                                .partitionKeys(table.partitionKeys())
                                .storageDescriptor(table.storageDescriptor())));
      }

      assertThat(run.output())
          .contains("FAIL  athena")
          .contains("There is no table bronze.service_events");
      assertThat(run.status()).isEqualTo(1);
    }
  }

  @Test
  void answersThatTakeTooLongAreCounted() throws Exception {
    Run run = smoke("--latency-limit", "PT0.001S");

    assertThat(run.output())
        .contains("FAIL  latency")
        .contains("expected p95 of POST /predictions within 1 ms; saw p50 ");
    assertThat(run.status()).isEqualTo(1);
  }

  @Test
  void anEnvironmentWithoutStacksIsNamed() throws Exception {
    Run run = smoke("--environment", "staging");

    assertThat(run.output())
        .contains("FAIL  stacks")
        .contains("expected stacks called staging-Millrace...; saw none");
    assertThat(run.status()).isEqualTo(1);
  }
}
