package dev.millrace.local.secret;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.local.protocol.ApiException;
import dev.millrace.local.support.LocalAccount;
import dev.millrace.local.support.OwnerOnlyFile;
import dev.millrace.local.template.Resource;
import dev.millrace.local.template.TemplateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * An imitation of Secrets Manager's store: of each secret the current value and the one before it,
 * in a file that only its owner may read. Safe for use by several threads.
 */
public final class SecretStore {
  static final String CURRENT = "AWSCURRENT";
  static final String PREVIOUS = "AWSPREVIOUS";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9/_+=.@-]{1,512}");

  /** AWS ends a secret's ARN with six characters by chance. */
  private static final String ARN_SUFFIX = "-000000";

  private final Path file;
  private final Clock clock;

  /** {@code NAME/AWSCURRENT}, {@code NAME/AWSPREVIOUS} and times; replaced whole by each change. */
  @GuardedBy("this")
  private ObjectNode secrets;

  private SecretStore(Path file, Clock clock, ObjectNode secrets) {
    this.file = file;
    this.clock = clock;
    this.secrets = secrets;
  }

  /**
   * The secrets that a file holds; none where there is no file.
   *
   * @throws IOException when the file cannot be read or does not hold secrets
   */
  public static SecretStore in(Path file, Clock clock) throws IOException {
    if (!Files.exists(file)) {
      return new SecretStore(file, clock, JSON.createObjectNode());
    }
    if (JSON.readTree(Files.readString(file)) instanceof ObjectNode secrets) {
      return new SecretStore(file, clock, secrets);
    }
    throw new IOException(file + " does not hold secrets: expected a JSON object");
  }

  /** The ARN of a secret. */
  public static String arn(String region, String name) {
    return LocalAccount.arn("secretsmanager", region, "secret:" + name + ARN_SUFFIX);
  }

  /**
   * Creates a secret as a template declares it, unless it is there.
   *
   * @param properties without intrinsics
   * @param declaration named when its properties cannot be used
   * @throws TemplateException when what is to be generated is not something the local stack knows
   */
  public synchronized void create(String name, JsonNode properties, Resource declaration)
      throws IOException {
    if (secrets.has(name)) {
      return;
    }
    ObjectNode changed = secrets.deepCopy();
    ObjectNode secret = changed.putObject(name);
    secret.put("CreatedDate", now()).put("LastChangedDate", now());
    JsonNode generate = properties.path("GenerateSecretString");
    String value = properties.path("SecretString").asText("");
    if (generate.isObject()) {
      value = new GeneratedSecret(generate, declaration).value();
    }
    if (!value.isEmpty()) {
      version(secret.putObject(CURRENT), UUID.randomUUID().toString()).put("SecretString", value);
    }
    replace(changed);
  }

  /**
   * Creates a secret that has no value yet.
   *
   * @throws ApiException when there is one of this name, or it is no name
   */
  synchronized void create(String name) throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new ApiException(
          "InvalidParameterException",
          "Name held '%s'; expected letters, digits and any of /_+=.@-, at most 512"
              .formatted(name));
    }
    if (secrets.has(name)) {
      throw new ApiException(
          "ResourceExistsException",
          "The operation failed because the secret %s already exists.".formatted(name));
    }
    ObjectNode changed = secrets.deepCopy();
    changed.putObject(name).put("CreatedDate", now()).put("LastChangedDate", now());
    replace(changed);
  }

  /**
   * Makes a value the current one, and the current one the previous. A version that is there with
   * the same value stays as it is.
   *
   * @param id the secret's name or ARN
   * @param value {@code SecretString} or {@code SecretBinary}, which is Base64
   * @throws ApiException when there is no such secret, or the version has another value
   */
  synchronized ObjectNode put(String id, String versionId, String kind, String value)
      throws IOException {
    String name = existing(id);
    for (String stage : new String[] {CURRENT, PREVIOUS}) {
      JsonNode version = secrets.path(name).path(stage);
      if (version.path("VersionId").asText().equals(versionId)) {
        if (!version.path(kind).asText().equals(value)) {
          throw new ApiException(
              "ResourceExistsException",
              "Version %s of secret %s has another value".formatted(versionId, name));
        }
        return identified(name).put("VersionId", versionId);
      }
    }
    ObjectNode changed = secrets.deepCopy();
    ObjectNode secret = changed.withObjectProperty(name);
    if (secret.has(CURRENT)) {
      secret.set(PREVIOUS, secret.get(CURRENT));
    }
    version(secret.putObject(CURRENT), versionId).put(kind, value);
    secret.put("LastChangedDate", now());
    replace(changed);
    return identified(name).put("VersionId", versionId);
  }

  /**
   * A value of a secret, as {@code GetSecretValue} answers it.
   *
   * @param id the secret's name or ARN
   * @param stage {@code AWSCURRENT} or {@code AWSPREVIOUS}
   * @param versionId of the value; an empty string for any
   * @throws ApiException when there is no such value
   */
  synchronized ObjectNode value(String id, String stage, String versionId) {
    String name = existing(id);
    for (String candidate : new String[] {CURRENT, PREVIOUS}) {
      JsonNode version = secrets.path(name).path(candidate);
      boolean wanted =
          versionId.isEmpty()
              ? candidate.equals(stage)
              : version.path("VersionId").asText().equals(versionId);
      if (wanted && version.isObject()) {
        ObjectNode answer = identified(name);
        answer.setAll((ObjectNode) version);
        answer.putArray("VersionStages").add(candidate);
        return answer;
      }
    }
    throw new ApiException(
        "ResourceNotFoundException",
        "Secrets Manager can't find the specified secret value for %s: %s"
            .formatted(
                versionId.isEmpty() ? "staging label" : "VersionId",
                versionId.isEmpty() ? stage : versionId));
  }

  /**
   * A secret without its values, as {@code DescribeSecret} answers it.
   *
   * @throws ApiException when there is no such secret
   */
  synchronized ObjectNode description(String id) {
    String name = existing(id);
    JsonNode secret = secrets.path(name);
    ObjectNode answer = identified(name);
    answer.set("CreatedDate", secret.path("CreatedDate"));
    answer.set("LastChangedDate", secret.path("LastChangedDate"));
    ObjectNode stages = answer.putObject("VersionIdsToStages");
    for (String stage : new String[] {CURRENT, PREVIOUS}) {
      if (secret.has(stage)) {
        stages.putArray(secret.path(stage).path("VersionId").asText()).add(stage);
      }
    }
    return answer;
  }

  private ObjectNode version(ObjectNode version, String id) {
    return version.put("VersionId", id).put("CreatedDate", now());
  }

  private ObjectNode identified(String name) {
    return JSON.createObjectNode().put("Name", name);
  }

  @GuardedBy("this")
  private String existing(String id) {
    String name =
        id.startsWith("arn:")
            ? id.replaceFirst("^.*:secret:", "").replaceFirst(ARN_SUFFIX + "$", "")
            : id;
    if (!secrets.has(name)) {
      throw new ApiException(
          "ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    }
    return name;
  }

  @GuardedBy("this")
  private void replace(ObjectNode changed) throws IOException {
    OwnerOnlyFile.write(file, JSON.writeValueAsString(changed));
    secrets = changed;
  }

  /** Epoch seconds, as the service's JSON has them. */
  private double now() {
    return clock.millis() / 1000.0;
  }
}
