package dev.millrace.ingestion.elasticsearch.cluster;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.ingestion.row.JsonValues;
import dev.millrace.runs.failure.FailureCategory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * What sources authenticate themselves by, from Secrets Manager, read anew for each run: a secret
 * that was rotated holds from the next run on. No message shows what a secret holds. Thread-safe.
 */
public final class ClusterSecrets {
  private final SecretsManagerClient secrets;
  private final AwsCredentialsProvider role;
  private final InstantSource clock;

  /**
   * Secrets that this client reads.
   *
   * @param role whose credentials sign requests, where that is how they are authenticated
   */
  public ClusterSecrets(
      SecretsManagerClient secrets, AwsCredentialsProvider role, InstantSource clock) {
    this.secrets = Objects.requireNonNull(secrets);
    this.role = Objects.requireNonNull(role);
    this.clock = Objects.requireNonNull(clock);
  }

  /** What signs requests; empty where they are authenticated otherwise. */
  Optional<RequestSigner> signer(ClusterAuthentication authentication) {
    return authentication instanceof ClusterAuthentication.SignatureV4 scope
        ? Optional.of(new RequestSigner(role, scope, clock))
        : Optional.empty();
  }

  /**
   * The value of the header {@code Authorization}; empty where a request has none, or one of its
   * own.
   *
   * @throws ClusterFailure when the secret cannot be read, or is not of the form that the
   *     authentication needs
   */
  Optional<String> authorization(ClusterAuthentication authentication, Deadline deadline)
      throws ClusterFailure {
    return switch (authentication) {
      case ClusterAuthentication.Anonymous() -> Optional.empty();
      case ClusterAuthentication.SignatureV4 _ -> Optional.empty();
      case ClusterAuthentication.Basic(String secret) -> {
        Map<?, ?> held = object(secret, deadline);
        yield Optional.of(
            "Basic "
                + base64(text(held, "username", secret) + ':' + text(held, "password", secret)));
      }
      case ClusterAuthentication.ApiKey(String secret) -> {
        Map<?, ?> held = object(secret, deadline);
        String key = text(held, "api_key", secret);
        yield Optional.of(
            "ApiKey " + (held.get("id") instanceof String id ? base64(id + ':' + key) : key));
      }
    };
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Map<?, ?> held, String member, String secret) throws ClusterFailure {
    if (held.get(member) instanceof String text && !text.isEmpty()) {
      return text;
    }
    throw new ClusterFailure(
        "The secret %s has no text at %s; expected {\"username\", \"password\"} for basic, {\"api_key\"} for api_key"
            .formatted(secret, member));
  }

  private Map<?, ?> object(String secret, Deadline deadline) throws ClusterFailure {
    try (JsonParser json = Json.FACTORY.createParser(text(secret, deadline))) {
      if (json.nextToken() == JsonToken.START_OBJECT) {
        return (Map<?, ?>) JsonValues.read(json);
      }
    } catch (IOException notJson) {
      // The exception would show what the secret holds.
      throw notAnObject(secret);
    }
    throw notAnObject(secret);
  }

  private static ClusterFailure notAnObject(String secret) {
    return new ClusterFailure(
        "The secret %s held what is no JSON object; expected {\"username\", \"password\"} or {\"api_key\"}"
            .formatted(secret));
  }

  /**
   * A secret's text.
   *
   * @throws ClusterFailure when it cannot be read
   */
  String text(String secret, Deadline deadline) throws ClusterFailure {
    try {
      String held =
          secrets
              .getSecretValue(get -> get.secretId(secret).overrideConfiguration(deadline.bound()))
              .secretString();
      if (held == null) {
        throw new ClusterFailure("The secret %s held bytes; expected a text".formatted(secret));
      }
      return held;
    } catch (SdkException unreadable) {
      throw new ClusterFailure(
          FailureCategory.SOURCE,
          "The secret %s could not be read: %s".formatted(secret, unreadable.getMessage()),
          unreadable);
    }
  }
}
