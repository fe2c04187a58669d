package dev.millrace.local.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Registers one model's file as further versions of it, through a stack's API. */
public final class VersionRegistration {
  private static final long PAUSE_MILLIS = 200;
  private static final long GIVE_UP_NANOS = 180_000_000_000L;

  private final StackApi api;
  private final byte[] onnx;
  private final JsonNode definition;

  /**
   * Registration of what a folder holds.
   *
   * @param folder of a version: {@code model.json} and {@code model.onnx}
   * @throws IOException when one of them cannot be read
   */
  public VersionRegistration(StackApi api, Path folder) throws IOException {
    this.api = api;
    this.onnx = Files.readAllBytes(folder.resolve("model.onnx"));
    this.definition = StackApi.JSON.readTree(folder.resolve("model.json").toFile());
  }

  /** The model's name. */
  public String model() {
    return definition.path("name").asText();
  }

  /** The {@code model.json}. */
  public JsonNode definition() {
    return definition;
  }

  /**
   * Registers the file and waits until it is validated, for three minutes at most.
   *
   * @param version MAJOR.MINOR.PATCH, not registered yet
   * @param features as in a {@code model.json}
   * @return the status: {@code validated}, but where three minutes are not enough
   * @throws StackException when the API refuses it
   */
  public String register(String version, JsonNode features)
      throws IOException, InterruptedException {
    ObjectNode body = StackApi.JSON.createObjectNode();
    body.put("version", version);
    body.put("format", "onnx");
    body.put("sha256", sha256(onnx));
    body.set("features", features);
    for (String member : new String[] {"task", "classes", "record", "lookups"}) {
      if (definition.has(member)) {
        body.set(member, definition.get(member));
      }
    }
    String versions = "/models/" + model() + "/versions";
    JsonNode created = api.post(versions, body).expect("Version " + version);
    Map<String, String> headers = new HashMap<>();
    created
        .path("upload_headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
    api.upload(URI.create(created.path("upload_url").asText()), headers, onnx);
    String path = versions + "/" + version;
    JsonNode completed =
        api.post(path + "/complete", StackApi.JSON.createObjectNode()).expect("Its completion");
    long end = System.nanoTime() + GIVE_UP_NANOS;
    while (completed.path("status").asText().equals("validating") && System.nanoTime() < end) {
      Thread.sleep(PAUSE_MILLIS);
      completed = api.get(path).expect("The version");
    }
    return completed.path("status").asText();
  }

  private static String sha256(byte[] file) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256", impossible);
    }
  }
}
