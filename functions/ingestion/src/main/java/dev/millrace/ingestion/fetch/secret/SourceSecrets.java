package dev.millrace.ingestion.fetch.secret;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.common.Deadline;
import dev.millrace.common.LeastRecentlyUsed;
import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.definition.InvalidDefinition;
import dev.millrace.ingestion.fetch.RetryableFetch;
import dev.millrace.ingestion.fetch.SourceFailures;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DecryptionFailureException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidParameterException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

/**
 * Reads secrets from Secrets Manager and remembers each for five minutes. No value is in a message.
 * Thread-safe.
 */
public final class SourceSecrets {
  private static final Duration REMEMBERED = Duration.ofMinutes(5);
  private static final int MOST_REMEMBERED = 100;
  private static final int ACCESS_DENIED = 400;

  private final SecretsManagerClient client;
  private final InstantSource clock;

  @GuardedBy("remembered")
  private final Map<String, Remembered> remembered = new LeastRecentlyUsed<>(MOST_REMEMBERED);

  private record Remembered(String text, Instant until) {}

  public SourceSecrets(SecretsManagerClient client, InstantSource clock) {
    this.client = Objects.requireNonNull(client);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * The value, with its prefix.
   *
   * @throws RetryableFetch when Secrets Manager does not answer
   * @throws dev.millrace.runs.failure.StepFailure when the secret or its field is not there, may
   *     not be read, or is not one line of printable ASCII
   */
  public String value(SecretReference reference, Deadline deadline) throws RetryableFetch {
    String text = text(reference, deadline).strip();
    String value = reference.prefix() + field(reference, text);
    if (!value.chars().allMatch(unit -> unit >= ' ' && unit <= '~')) {
      throw refused(reference, "holds other than one line of printable ASCII");
    }
    return value;
  }

  /** Forgets what was read: the next caller reads it anew. */
  public void forget(SecretReference reference) {
    synchronized (remembered) {
      remembered.remove(reference.secret());
    }
  }

  private String text(SecretReference reference, Deadline deadline) throws RetryableFetch {
    Instant now = clock.instant();
    synchronized (remembered) {
      Remembered known = remembered.get(reference.secret());
      if (known != null && now.isBefore(known.until())) {
        return known.text();
      }
    }
    String text = read(reference, deadline);
    synchronized (remembered) {
      remembered.put(reference.secret(), new Remembered(text, now.plus(REMEMBERED)));
    }
    return text;
  }

  private String read(SecretReference reference, Deadline deadline) throws RetryableFetch {
    try {
      return Optional.ofNullable(
              client
                  .getSecretValue(
                      get ->
                          get.secretId(reference.secret()).overrideConfiguration(deadline.bound()))
                  .secretString())
          .orElseThrow(() -> refused(reference, "holds bytes, expected text"));
    } catch (ResourceNotFoundException none) {
      throw refused(reference, "is not there");
    } catch (InvalidRequestException | InvalidParameterException | DecryptionFailureException no) {
      throw refused(reference, "cannot be read: it is deleted, has no value, or its key is gone");
    } catch (SecretsManagerException failed) {
      if (failed.statusCode() == ACCESS_DENIED && !failed.isThrottlingException()) {
        throw refused(reference, "may not be read by ingestion");
      }
      throw unanswered(failed);
    } catch (SdkException failed) {
      throw unanswered(failed);
    }
  }

  private static RetryableFetch unanswered(SdkException failed) {
    RetryableFetch attempt =
        new RetryableFetch(
            new RunError(FailureCategory.INTERNAL, "Secrets Manager did not answer"),
            Optional.empty());
    attempt.initCause(failed);
    return attempt;
  }

  private static String field(SecretReference reference, String text) {
    if (reference.field().isEmpty()) {
      if (text.isEmpty() || text.startsWith("{")) {
        throw refused(reference, "holds nothing, or an object: `field` says which member");
      }
      return text;
    }
    try {
      return DefinitionObject.parse(text.getBytes(StandardCharsets.UTF_8))
          .text(reference.field().get());
    } catch (InvalidDefinition other) {
      // Its message would show what the secret holds.
      throw refused(reference, "is not a text in one JSON object");
    }
  }

  private static RuntimeException refused(SecretReference reference, String how) {
    return SourceFailures.source(
        "%s %s".formatted(capitalized(reference.toString()), how), reference.pointer());
  }

  private static String capitalized(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
