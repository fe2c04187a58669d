package dev.millrace.common.http;

import dev.millrace.common.Deadline;

/**
 * Records who asks for which change, and what became of it. Thread-safe.
 *
 * <p>It is an interface so that a function without a changing route carries no code for a table
 * that it does not have.
 */
@FunctionalInterface
public interface AuditTrail {
  /** A change that is recorded as begun. */
  @FunctionalInterface
  interface Change {
    /**
     * Records how the request was answered. Throws nothing: the change has been made, or refused,
     * and its answer stands.
     */
    void end(HttpResponse answer, Deadline deadline);
  }

  /**
   * Records that a change is about to be made.
   *
   * @throws Problem 503 when that cannot be recorded: the change is not made then
   */
  Change begin(HttpRequest request, Caller caller, Deadline deadline);
}
