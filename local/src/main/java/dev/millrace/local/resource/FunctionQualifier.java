package dev.millrace.local.resource;

import java.util.Map;

/** A version or an alias of a function: all versions are number 1 here. */
final class FunctionQualifier extends ResourceType {
  private static final String VERSION = "1";

  /**
   * @param type that of versions or of aliases
   */
  FunctionQualifier(String type) {
    super(type);
  }

  @Override
  String ref(Reference reference) {
    boolean alias = type().equals("AWS::Lambda::Alias");
    return reference.arn(
        "lambda",
        "function:%s:%s"
            .formatted(
                reference.property("FunctionName"), alias ? reference.property("Name") : VERSION));
  }

  @Override
  Map<String, String> attributes(Reference reference) {
    return Map.of("Version", VERSION, "FunctionArn", ref(reference));
  }
}
