package dev.millrace.ingestion.fetch.secret;

import dev.millrace.ingestion.definition.DefinitionObject;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a value lies that nobody may see: {@code {"secret": NAME, "field": NAME?, "prefix":
 * TEXT?}}.
 *
 * @param secret name or ARN of the secret
 * @param field of the JSON object that the secret holds; empty where its text is the value
 * @param prefix that stands before the value, such as {@code "Bearer "}; may be empty
 * @param pointer to the place in the definition
 */
public record SecretReference(
    String secret, Optional<String> field, String prefix, String pointer) {
  private static final int LONGEST = 2_048;

  public SecretReference {
    Objects.requireNonNull(secret);
    Objects.requireNonNull(field);
    Objects.requireNonNull(prefix);
    Objects.requireNonNull(pointer);
  }

  /** Reads a reference to its end. */
  public static SecretReference read(DefinitionObject reference) {
    String secret = reference.text("secret");
    if (secret.length() > LONGEST) {
      throw reference.refused("secret", "at most %d characters".formatted(LONGEST));
    }
    SecretReference read =
        new SecretReference(
            secret,
            reference.optionalText("field"),
            reference.optionalText("prefix").orElse(""),
            reference.pointer());
    reference.end();
    return read;
  }

  /** How messages name it. */
  @Override
  public String toString() {
    return field.map(name -> "the field %s of ".formatted(name)).orElse("")
        + "the secret "
        + secret;
  }
}
