package dev.millrace.modelserver;

import java.io.Serial;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A request that gets an error instead of predictions; the message is a sentence for its sender.
 */
final class RejectedRequestException extends Exception {

  @Serial private static final long serialVersionUID = 1;

  private final int status;
  private final String feature;
  private final int instance;

  private RejectedRequestException(int status, String message, String feature, int instance) {
    super(message, null, false, false);
    this.status = status;
    this.feature = feature;
    this.instance = instance;
  }

  /** The whole request is at fault. */
  static RejectedRequestException request(int status, String message) {
    return new RejectedRequestException(status, message, null, -1);
  }

  /** One instance is at fault; the first is 0. */
  static RejectedRequestException instance(int instance, String message) {
    return new RejectedRequestException(400, message, null, instance);
  }

  /** One feature of an instance is at fault. */
  static RejectedRequestException feature(String feature, int instance, String message) {
    return new RejectedRequestException(400, message, feature, instance);
  }

  int status() {
    return status;
  }

  Optional<String> feature() {
    return Optional.ofNullable(feature);
  }

  OptionalInt instance() {
    return instance < 0 ? OptionalInt.empty() : OptionalInt.of(instance);
  }
}
