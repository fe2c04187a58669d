package dev.millrace.local.secret;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.template.Resource;
import dev.millrace.local.template.TemplateException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A template's {@code GenerateSecretString}, carried out. */
final class GeneratedSecret {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int DEFAULT_LENGTH = 32;

  private static final Map<String, String> CHARACTERS =
      Map.of(
          "ExcludeUppercase", "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
          "ExcludeLowercase", "abcdefghijklmnopqrstuvwxyz",
          "ExcludeNumbers", "0123456789",
          "ExcludePunctuation", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");

  private final JsonNode settings;
  private final Resource declaration;

  /**
   * @param settings as CloudFormation has them, without intrinsics
   * @param declaration named when they cannot be used
   */
  GeneratedSecret(JsonNode settings, Resource declaration) {
    this.settings = settings;
    this.declaration = declaration;
  }

  /**
   * A password, or the template's JSON object with a password in it.
   *
   * @throws TemplateException when no character is left for it, or that template is not JSON
   */
  String value() {
    String template = settings.path("SecretStringTemplate").asText("");
    if (template.isEmpty()) {
      return password();
    }
    try {
      if (JSON.readTree(template) instanceof ObjectNode object) {
        return object.put(settings.path("GenerateStringKey").asText(), password()).toString();
      }
    } catch (JsonProcessingException e) {
      // Said below, as for any other JSON.
    }
    throw new TemplateException(
        declaration + " has a SecretStringTemplate that is not a JSON object");
  }

  private String password() {
    List<String> kinds = new ArrayList<>();
    CHARACTERS.forEach(
        (exclusion, characters) -> {
          if (!settings.path(exclusion).asBoolean(false)) {
            kinds.add(allowed(characters));
          }
        });
    if (settings.path("IncludeSpace").asBoolean(false)) {
      kinds.add(allowed(" "));
    }
    kinds.removeIf(String::isEmpty);
    int length = settings.path("PasswordLength").asInt(DEFAULT_LENGTH);
    boolean each = settings.path("RequireEachIncludedType").asBoolean(true);
    if (kinds.isEmpty() || (each && length < kinds.size())) {
      throw new TemplateException(
          "%s asks for a password of %d characters out of %d kinds"
              .formatted(declaration, length, kinds.size()));
    }
    String all = String.join("", kinds);
    List<Character> password = new ArrayList<>();
    for (int index = 0; index < length; index++) {
      String from = each && index < kinds.size() ? kinds.get(index) : all;
      password.add(from.charAt(RANDOM.nextInt(from.length())));
    }
    Collections.shuffle(password, RANDOM);
    StringBuilder text = new StringBuilder();
    password.forEach(text::append);
    return text.toString();
  }

  private String allowed(String characters) {
    String excluded = settings.path("ExcludeCharacters").asText("");
    StringBuilder left = new StringBuilder();
    characters
        .chars()
        .filter(character -> excluded.indexOf(character) < 0)
        .forEach(character -> left.append((char) character));
    return left.toString();
  }
}
