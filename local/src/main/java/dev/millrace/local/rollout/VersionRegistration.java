package dev.millrace.local.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.support.StackApi;
import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Registers versions of models through an API: posts, uploads, completes and waits. */
public final class VersionRegistration {
  /** How long a validation is waited for. */
  public static final Duration PATIENCE = Duration.ofMinutes(10);

  /** How long to wait before it is asked again whether a validation is through. */
  public static final Duration POLL = Duration.ofMillis(500);

  /** What a {@code model.json} says of a version; the rest of it is for others. */
  private static final List<String> OF_A_DEFINITION =
      List.of("task", "classes", "record", "lookups", "features", "golden");

  private final StackApi api;
  private final Duration poll;

  /** Registration with an API whose token allows it. */
  public VersionRegistration(StackApi api, Duration poll) {
    this.api = Objects.requireNonNull(api);
    this.poll = Objects.requireNonNull(poll);
  }

  /**
   * What is posted of a version.
   *
   * @param version MAJOR.MINOR.PATCH
   * @param file the model in ONNX
   * @param definition a {@code model.json}
   */
  public static ObjectNode body(String version, Path file, JsonNode definition) throws IOException {
    ObjectNode body = StackApi.JSON.createObjectNode();
    body.put("version", version).put("format", "onnx").put("sha256", sha256(file));
    for (String member : OF_A_DEFINITION) {
      if (definition.has(member)) {
        body.set(member, definition.get(member));
      }
    }
    return body;
  }

  /**
   * Registers a version.
   *
   * @param body what is posted
   * @param file the model in ONNX
   * @return the version's card
   * @throws StackException with the problem's sentence when it is not validated
   */
  public JsonNode register(
      String model, String version, JsonNode body, Path file, Duration patience)
      throws IOException, InterruptedException {
    String versions = "/models/%s/versions".formatted(model);
    JsonNode created = api.post(versions, body).expect("Version " + version);
    Map<String, String> headers = new HashMap<>();
    created
        .path("upload_headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
    api.upload(URI.create(created.path("upload_url").asText()), headers, file);
    String path = versions + "/" + version;
    JsonNode card = api.post(path + "/complete").expect("The completion of " + version);
    long end = System.nanoTime() + patience.toNanos();
    while (card.path("status").asText().equals("validating")) {
      if (System.nanoTime() - end > 0) {
        throw new StackException(
            "%s %s is still being validated after %d s"
                .formatted(model, version, patience.toSeconds()));
      }
      Thread.sleep(poll);
      card = api.get(path).expect("Version " + version);
    }
    if (!card.path("status").asText().equals("validated")) {
      throw new StackException(card.path("error").asText(card.toString()));
    }
    return card;
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(bytes, digest).transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256", impossible);
    }
  }
}
