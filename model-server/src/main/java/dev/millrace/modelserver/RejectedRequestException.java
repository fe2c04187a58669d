package dev.millrace.modelserver;

import dev.millrace.inference.InvalidRowException;
import java.io.Serial;
import java.util.List;
import java.util.Optional;

/**
 * A request that gets an error instead of predictions; the message is a sentence for its sender.
 */
final class RejectedRequestException extends Exception {

  @Serial private static final long serialVersionUID = 1;

  private final int status;
  private final String feature;
  private final transient List<Integer> instances;

  private RejectedRequestException(
      int status, String message, String feature, List<Integer> instances) {
    super(message, null, false, false);
    this.status = status;
    this.feature = feature;
    this.instances = instances;
  }

  /** The whole request is at fault. */
  static RejectedRequestException request(int status, String message) {
    return new RejectedRequestException(status, message, null, List.of());
  }

  /** One instance is at fault; the first is 0. */
  static RejectedRequestException instance(int instance, String message) {
    return new RejectedRequestException(400, message, null, List.of(instance));
  }

  /** An instance is at fault, or one of its features. */
  static RejectedRequestException row(InvalidRowException row) {
    return new RejectedRequestException(
        400, row.getMessage(), row.feature().orElse(null), List.of(row.row()));
  }

  /** The model has no prediction for these instances, one at least, in ascending order. */
  static RejectedRequestException predictions(List<Integer> instances, String message) {
    return new RejectedRequestException(422, message, null, List.copyOf(instances));
  }

  int status() {
    return status;
  }

  Optional<String> feature() {
    return Optional.ofNullable(feature);
  }

  /** The instances that are at fault; empty where the whole request is. */
  List<Integer> instances() {
    return instances;
  }
}
