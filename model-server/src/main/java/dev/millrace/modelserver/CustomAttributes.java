package dev.millrace.modelserver;

import java.util.Arrays;
import java.util.Optional;

/**
 * SageMaker's header for what a caller and a container tell each other beside the body: {@code
 * name=value} pairs with semicolons between them. SageMaker passes it on as it is.
 */
final class CustomAttributes {

  static final String HEADER = "X-Amzn-SageMaker-Custom-Attributes";

  private CustomAttributes() {}

  /**
   * The value of the first attribute with this name. Attributes of other names are the caller's own
   * affair.
   *
   * @param header null when the request has none
   */
  static Optional<String> find(String header, String name) {
    if (header == null) {
      return Optional.empty();
    }
    return Arrays.stream(header.split(";"))
        .map(String::strip)
        .filter(attribute -> attribute.startsWith(name + "="))
        .map(attribute -> attribute.substring(name.length() + 1))
        .findFirst();
  }
}
