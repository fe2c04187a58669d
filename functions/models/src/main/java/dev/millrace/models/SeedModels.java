package dev.millrace.models;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.AwsClients;
import dev.millrace.common.Deadline;
import dev.millrace.common.InvalidInput;
import dev.millrace.common.InvocationLog;
import dev.millrace.common.Settings;
import dev.millrace.common.http.Problem;
import dev.millrace.models.registry.VersionSeeding;
import dev.millrace.models.seed.PackagedModel;
import dev.millrace.models.seed.ResourceAnswer;
import dev.millrace.models.seed.ResourceRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * A custom resource of CloudFormation: registers the version that comes with the deployment, and
 * has it answer where nothing does yet. Deleting the resource changes nothing.
 */
public final class SeedModels implements RequestStreamHandler {
  private static final int CONNECTIONS = 8;

  /** For telling CloudFormation, three times if need be. */
  private static final Duration TO_ANSWER = Duration.ofSeconds(40);

  private static final Logger LOG = LoggerFactory.getLogger(SeedModels.class);

  private final VersionSeeding seeding;

  /** As Lambda makes it, from the process's environment. */
  public SeedModels() {
    this(Settings.fromEnvironment());
  }

  SeedModels(Settings settings) {
    AwsClients clients = new AwsClients(CONNECTIONS);
    RegistrySettings registry =
        RegistrySettings.of(settings, clients, clients.dynamoDb(), clients.s3());
    this.seeding =
        new VersionSeeding(registry.stores(), registry.registration(), registry.completion());
  }

  @Override
  public void handleRequest(InputStream event, OutputStream output, Context context)
      throws IOException {
    InvocationLog.begin(context);
    try (ResourceAnswer answer = new ResourceAnswer()) {
      ResourceRequest request = ResourceRequest.read(event);
      answer.put(request, failure(request, Deadline.of(context, TO_ANSWER)));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("The invocation was interrupted");
    } finally {
      InvocationLog.end();
    }
  }

  /** Whatever goes wrong is told: CloudFormation would wait for an answer for its whole time. */
  private Optional<String> failure(ResourceRequest request, Deadline deadline) {
    if (request.type().equals("Delete")) {
      return Optional.empty();
    }
    try {
      PackagedModel model =
          PackagedModel.find(request.property("Model"), request.property("ModelVersion"));
      seeding.seed(model.name(), model.version(), model.json(), model.onnx(), deadline);
      return Optional.empty();
    } catch (Problem | InvalidInput told) {
      LOG.warn("The deployment's model was not registered: {}", told.getMessage());
      return Optional.of(told.getMessage());
    } catch (SdkException failed) {
      LOG.error("The deployment's model was not registered", failed);
      return Optional.of(
          "A table, the bucket or the validation did not answer; deploy again (%s)"
              .formatted(failed.getMessage()));
    } catch (IOException | RuntimeException unexpected) {
      LOG.error("The deployment's model was not registered", unexpected);
      return Optional.of("Registering failed; the log of SeedModels has the cause");
    }
  }
}
