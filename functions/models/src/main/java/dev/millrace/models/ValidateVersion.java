package dev.millrace.models;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.AwsClients;
import dev.millrace.common.Deadline;
import dev.millrace.common.InvocationLog;
import dev.millrace.common.Settings;
import dev.millrace.models.validation.RegistryObjects;
import dev.millrace.models.validation.ValidationRequest;
import dev.millrace.models.validation.ValidationResult;
import dev.millrace.models.validation.VersionValidation;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;

/** Validates the uploaded file of a version; reaches the registry's bucket and nothing else. */
public final class ValidateVersion implements RequestStreamHandler {
  private static final int CONNECTIONS = 4;

  /** A file of some hundred megabytes is one request. */
  private static final Duration S3_ATTEMPT = Duration.ofMinutes(1);

  private static final Duration ANSWER_RESERVE = Duration.ofSeconds(2);
  private static final Logger LOG = LoggerFactory.getLogger(ValidateVersion.class);

  private final VersionValidation validation;

  /** As Lambda makes it, from the process's environment. */
  public ValidateVersion() {
    this(Settings.fromEnvironment());
  }

  ValidateVersion(Settings settings) {
    S3Client s3 = new AwsClients(CONNECTIONS).build(S3Client.builder(), S3_ATTEMPT);
    this.validation =
        new VersionValidation(
            new RegistryObjects(s3, settings.text("MODEL_REGISTRY_BUCKET")),
            settings.integer("MODEL_MAXIMUM_MEGABYTES", 256, 1, 400));
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    InvocationLog.begin(context);
    try {
      ValidationRequest request = ValidationRequest.read(event);
      ValidationResult result = validation.run(request, Deadline.of(context, ANSWER_RESERVE));
      LOG.info("{} {} is {}", request.model(), request.version(), result);
      answer.write(result.json());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("The invocation was interrupted");
    } finally {
      InvocationLog.end();
    }
  }
}
