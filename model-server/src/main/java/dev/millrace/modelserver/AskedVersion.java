package dev.millrace.modelserver;

import dev.millrace.features.json.UnicodeText;
import dev.millrace.modelserver.InferenceQueue.Role;
import java.util.Optional;

/**
 * Whom a request is for, by its attributes {@code model}, {@code model_version}, {@code features}
 * and {@code role}.
 *
 * @param name empty where it names none
 * @param fingerprint of the features that the caller computed, where it says so
 */
record AskedVersion(Optional<VersionName> name, Optional<String> fingerprint, Role role) {

  /**
   * Reads the attributes.
   *
   * @param header null when the request has none
   * @throws RejectedRequestException 400 when it has a model or a version alone, or a role that
   *     there is not
   */
  static AskedVersion of(String header) throws RejectedRequestException {
    Optional<String> model = CustomAttributes.find(header, "model");
    Optional<String> version = CustomAttributes.find(header, "model_version");
    if (model.isPresent() != version.isPresent()) {
      throw RejectedRequestException.request(
          400,
          "the attributes have %s alone; expected model and model_version, or neither"
              .formatted(model.isPresent() ? "model" : "model_version"));
    }
    return new AskedVersion(
        model.map(name -> new VersionName(name, version.orElseThrow())),
        CustomAttributes.find(header, "features"),
        role(CustomAttributes.find(header, "role").orElse("answer")));
  }

  private static Role role(String role) throws RejectedRequestException {
    return switch (role) {
      case "answer" -> Role.ANSWER;
      case "shadow" -> Role.SHADOW;
      default ->
          throw RejectedRequestException.request(
              400,
              "the attribute role is '%s'; expected answer or shadow"
                  .formatted(UnicodeText.shown(role)));
    };
  }
}
