package dev.millrace.ingestion.fetch.source;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.definition.InvalidDefinition;
import dev.millrace.ingestion.fetch.RetryableFetch;
import dev.millrace.ingestion.fetch.secret.SecretReference;
import dev.millrace.ingestion.fetch.secret.SourceSecrets;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A header or a parameter of each request.
 *
 * @param secret whose value it has; empty where {@code text} is its value
 */
record NamedValue(String name, String text, Optional<SecretReference> secret) {
  private static final int MOST = 50;
  private static final int LONGEST = 4_096;
  private static final String SECRET_NAME_OF_ARN = ":secret:";

  String value(SourceSecrets secrets, Deadline deadline) throws RetryableFetch {
    return secret.isPresent() ? secrets.value(secret.get(), deadline) : text;
  }

  /**
   * Takes a member that is an object of names and values.
   *
   * @param secretPrefix how names of secrets begin
   */
  static List<NamedValue> take(DefinitionObject source, String member, String secretPrefix) {
    Optional<DefinitionObject> object = source.optionalObject(member);
    if (object.isEmpty()) {
      return List.of();
    }
    List<NamedValue> values = new ArrayList<>();
    for (String name : object.get().names()) {
      values.add(read(object.get(), name, secretPrefix));
    }
    if (values.size() > MOST) {
      throw source.refused(member, "at most %d members".formatted(MOST));
    }
    return values;
  }

  private static NamedValue read(DefinitionObject object, String name, String secretPrefix) {
    return switch (object.value(name)) {
      case String text when text.length() <= LONGEST ->
          new NamedValue(name, text, Optional.empty());
      case Long number -> new NamedValue(name, number.toString(), Optional.empty());
      case BigInteger number -> new NamedValue(name, number.toString(), Optional.empty());
      case Double number -> new NamedValue(name, number.toString(), Optional.empty());
      case BigDecimal number -> new NamedValue(name, number.toString(), Optional.empty());
      case Boolean flag -> new NamedValue(name, flag.toString(), Optional.empty());
      case Map<?, ?> members -> {
        DefinitionObject reference = new DefinitionObject(object.pointer(name), members);
        yield new NamedValue(name, "", Optional.of(reference(reference, secretPrefix)));
      }
      case null, default ->
          throw object.refused(
              name, "a text of at most %d characters, or {\"secret\": NAME}".formatted(LONGEST));
    };
  }

  private static SecretReference reference(DefinitionObject object, String secretPrefix) {
    SecretReference reference = SecretReference.read(object);
    String secret = reference.secret();
    int arn = secret.startsWith("arn:") ? secret.indexOf(SECRET_NAME_OF_ARN) : -1;
    String named = arn < 0 ? secret : secret.substring(arn + SECRET_NAME_OF_ARN.length());
    if (!named.startsWith(secretPrefix)) {
      throw new InvalidDefinition(
          object.pointer("secret"),
          DefinitionObject.shown(secret),
          "a secret whose name begins with " + secretPrefix);
    }
    return reference;
  }
}
