package dev.millrace.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.common.AwsClients;
import dev.millrace.common.Deadline;
import dev.millrace.common.http.Problem;
import dev.millrace.models.registry.RegistryStores;
import dev.millrace.models.registry.ValidationFunction;
import dev.millrace.models.registry.VersionCompletion;
import dev.millrace.models.registry.VersionRow;
import dev.millrace.models.registry.VersionStatus;
import dev.millrace.testsupport.DynamoDbServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** Validations that get lost, are refused, or run twice. */
class VersionCompletionTest {
  private static final String NAME = "onnxmltools-iris";
  private static final Duration LONGEST = Duration.ofMinutes(4);
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(2));
  private static final Deadline NO_PATIENCE = Deadline.after(Duration.ZERO);

  @TempDir private static Path folder;
  private static RegistryServers servers;
  private final RegistryFixture registry = new RegistryFixture(servers);
  private final AwsClients clients = new AwsClients(4);
  private Instant now = Instant.now();
  private final RegistryStores stores = stores();
  private final VersionCompletion completion =
      new VersionCompletion(
          stores,
          new ValidationFunction(
              clients.build(LambdaClient.builder(), Duration.ofSeconds(3)), "ValidateVersion"),
          LONGEST);

  @BeforeAll
  static void start() throws Exception {
    servers = new RegistryServers(folder);
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  private RegistryStores stores() {
    RegistryStores of =
        RegistrySettings.of(
                registry.settings(), clients, DynamoDbServer.client(), servers.s3().client())
            .stores();
    return new RegistryStores(
        of.models(),
        of.versions(),
        of.history(),
        of.routing(),
        of.routingWrites(),
        of.objects(),
        () -> now);
  }

  private VersionRow uploaded() throws Exception {
    var created =
        registry.ask(
            "POST", "/models/iris/versions", ExportedVersions.body(NAME, "1.0.0").toString());
    registry.upload(created.body(), ExportedVersions.onnx(NAME));
    return row();
  }

  private VersionRow row() {
    return stores.versions().find("iris", "1.0.0", DEADLINE).orElseThrow();
  }

  @Test
  void aValidationThatGetsLostMayBeAskedForAgain() throws Exception {
    VersionRow uploaded = uploaded();
    registry.lambda().mode(InvokeServer.Mode.LOSING);

    VersionRow lost = completion.complete(uploaded, NO_PATIENCE, DEADLINE);
    assertThat(lost.status()).isEqualTo(VersionStatus.VALIDATING);
    assertThat(completion.overdue(lost)).isEmpty();
    assertThat(completion.complete(lost, NO_PATIENCE, DEADLINE).attempt())
        .isEqualTo(lost.attempt());

    now = now.plus(LONGEST).plusMillis(1);
    assertThat(completion.overdue(lost))
        .contains("The validation has given no answer within 240 s; complete the version again");
    registry.lambda().mode(InvokeServer.Mode.RUNNING);
    assertThat(completion.complete(lost, DEADLINE, DEADLINE).status())
        .isEqualTo(VersionStatus.VALIDATED);
    assertThat(registry.lambda().events()).hasSize(2);
  }

  @Test
  void aValidationThatIsNotTakenLeavesTheVersionAsItWas() throws Exception {
    VersionRow uploaded = uploaded();
    registry.lambda().mode(InvokeServer.Mode.REFUSING);

    assertThatThrownBy(() -> completion.complete(uploaded, DEADLINE, DEADLINE))
        .isInstanceOf(Problem.class)
        .hasMessage(
            "The validation of iris 1.0.0 did not start; the same request may be sent again");

    assertThat(row()).isEqualTo(uploaded);
  }

  @Test
  void aResultThatComesLateIsNotedWhenSomebodyLooks() throws Exception {
    registry.lambda().mode(InvokeServer.Mode.LOSING);
    completion.complete(uploaded(), NO_PATIENCE, DEADLINE);

    registry.lambda().invoke(registry.lambda().events().getFirst());

    assertThat(row().status()).isEqualTo(VersionStatus.VALIDATING);
    assertThat(registry.ask("GET", "/models/iris/versions/1.0.0", "").body().path("status"))
        .hasToString("\"validated\"");
    assertThat(row().status()).isEqualTo(VersionStatus.VALIDATED);
  }

  @Test
  void aValidationThatRunsTwiceChangesNothing() throws Exception {
    completion.complete(uploaded(), DEADLINE, DEADLINE);
    VersionRow validated = row();
    var keys = registry.keys();

    registry.lambda().invoke(registry.lambda().events().getFirst());

    assertThat(registry.keys()).isEqualTo(keys);
    assertThat(completion.settled(row(), DEADLINE)).isEqualTo(validated);
    assertThat(registry.ask("GET", "/models/iris/history", "").body()).hasSize(2);
  }
}
