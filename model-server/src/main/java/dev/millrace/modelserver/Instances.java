package dev.millrace.modelserver;

import dev.millrace.inference.FeatureColumn;
import dev.millrace.inference.FeatureRows;
import dev.millrace.inference.InvalidRowException;
import java.util.ArrayList;
import java.util.List;

/** The instances of one request, up to a number. */
final class Instances {
  private final FeatureRows rows;
  private final int maximum;
  private final List<InvalidRowException> refused = new ArrayList<>();

  Instances(List<FeatureColumn> columns, int maximum) {
    this.rows = new FeatureRows(columns, "instance");
    this.maximum = maximum;
  }

  /** Their rows: complete, but for one that is being read. */
  FeatureRows rows() {
    return rows;
  }

  /** The instance that is being read; the first is 0. */
  int index() {
    return rows.count();
  }

  /**
   * Call before an instance is read.
   *
   * @throws RejectedRequestException 413 when there are as many as there may be
   */
  void requireRoom() throws RejectedRequestException {
    if (rows.count() == maximum) {
      throw RejectedRequestException.request(
          413, "the request holds more than %d instances".formatted(maximum));
    }
  }

  /** Keeps the refusal of an instance, so that what is wrong with those after it is told, too. */
  void refuse(InvalidRowException refusal) {
    refused.add(refusal);
    if (rows.count() == refusal.row()) {
      rows.abandon();
    }
  }

  /**
   * Call after the last one was read.
   *
   * @throws RejectedRequestException 400 when there is none, or any was refused
   */
  FeatureRows complete() throws RejectedRequestException {
    if (rows.count() == 0) {
      throw RejectedRequestException.request(
          400, "the request holds no instance; expected at least one");
    }
    if (!refused.isEmpty()) {
      throw RejectedRequestException.rows(refused);
    }
    return rows;
  }
}
