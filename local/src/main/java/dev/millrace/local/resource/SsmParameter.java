package dev.millrace.local.resource;

import java.util.Map;

/** A parameter by which one stack tells another a value; other templates read it by its name. */
final class SsmParameter extends ResourceType {
  SsmParameter() {
    super("AWS::SSM::Parameter");
  }

  @Override
  String ref(Reference reference) {
    return reference.property("Name");
  }

  @Override
  Map<String, String> attributes(Reference reference) {
    return Map.of("Value", reference.property("Value"), "Type", reference.property("Type"));
  }
}
