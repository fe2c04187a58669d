package dev.millrace.local.resource;

/** A route's way to its function, which constructs of several stacks may call the same. */
final class HttpIntegration extends ResourceType {
  HttpIntegration() {
    super("AWS::ApiGatewayV2::Integration");
  }

  @Override
  String ref(Reference reference) {
    return reference.resource().id();
  }
}
