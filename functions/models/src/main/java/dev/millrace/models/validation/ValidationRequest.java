package dev.millrace.models.validation;

import dev.millrace.common.InvalidInput;
import dev.millrace.common.InvocationInput;
import dev.millrace.common.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What is to be validated. Immutable.
 *
 * @param model the model's name
 * @param version MAJOR.MINOR.PATCH
 * @param upload the part of the staging key that is the posting's own
 * @param attempt names the result
 * @param sha256 that {@code model.onnx} is said to have, in lower case
 * @param definitionSha256 that {@code model.json} has
 */
public record ValidationRequest(
    String model,
    String version,
    String upload,
    String attempt,
    String sha256,
    String definitionSha256) {
  private static final Pattern KEY_PART = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,99}");
  private static final String FORM =
      "{\"model\", \"version\", \"upload\", \"attempt\", \"sha256\", \"definition_sha256\"}";

  /**
   * Takes what becomes part of keys.
   *
   * @throws InvalidInput when one of them is no single part of a key
   */
  public ValidationRequest {
    Objects.requireNonNull(sha256, "sha256");
    Objects.requireNonNull(definitionSha256, "definitionSha256");
    Map.of("model", model, "version", version, "upload", upload, "attempt", attempt)
        .forEach(
            (name, value) -> {
              if (!KEY_PART.matcher(value).matches()) {
                throw InvalidInput.field(name, value, "letters, digits, dots and hyphens");
              }
            });
  }

  /**
   * Reads the function's event.
   *
   * @throws InvalidInput when it is another
   */
  public static ValidationRequest read(InputStream event) throws IOException {
    InvocationInput input = InvocationInput.read(event, FORM);
    ValidationRequest request =
        new ValidationRequest(
            take(input, "model"),
            take(input, "version"),
            take(input, "upload"),
            take(input, "attempt"),
            take(input, "sha256"),
            take(input, "definition_sha256"));
    input.end();
    return request;
  }

  private static String take(InvocationInput input, String field) {
    return input.take(field).orElseThrow(() -> InvalidInput.field(field, null, FORM));
  }

  /** The function's event. */
  public byte[] json() {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("model", model);
          json.writeStringField("version", version);
          json.writeStringField("upload", upload);
          json.writeStringField("attempt", attempt);
          json.writeStringField("sha256", sha256);
          json.writeStringField("definition_sha256", definitionSha256);
          json.writeEndObject();
        });
  }
}
