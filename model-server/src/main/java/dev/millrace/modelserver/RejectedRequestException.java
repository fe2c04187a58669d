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

  private final transient List<InvalidRowException> rows;

  private RejectedRequestException(
      int status,
      String message,
      String feature,
      List<Integer> instances,
      List<InvalidRowException> rows) {
    super(message, null, false, false);
    this.status = status;
    this.feature = feature;
    this.instances = instances;
    this.rows = rows;
  }

  /** The whole request is at fault. */
  static RejectedRequestException request(int status, String message) {
    return new RejectedRequestException(status, message, null, List.of(), List.of());
  }

  /** Instances are at fault, one at least, or features of them, in ascending order. */
  static RejectedRequestException rows(List<InvalidRowException> rows) {
    InvalidRowException first = rows.getFirst();
    return new RejectedRequestException(
        400,
        first.getMessage(),
        first.feature().orElse(null),
        rows.stream().map(InvalidRowException::row).toList(),
        List.copyOf(rows));
  }

  /** The model has no prediction for these instances, one at least, in ascending order. */
  static RejectedRequestException predictions(List<Integer> instances, String message) {
    return new RejectedRequestException(422, message, null, List.copyOf(instances), List.of());
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

  /** What is wrong with each of them, where that differs. */
  List<InvalidRowException> rows() {
    return rows;
  }
}
