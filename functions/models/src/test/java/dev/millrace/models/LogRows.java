package dev.millrace.models;

import java.util.Locale;

/** Rows of the prediction log, as scoring writes them. */
public final class LogRows {
  private LogRows() {}

  /** A version answered with a score. */
  public static String row(
      String logId,
      String role,
      String model,
      String version,
      long revision,
      double score,
      double millis) {
    return String.format(
        Locale.ROOT,
        """
        {"log_id": "%s", "role": "%s", "origin": "stream", "routing_revision": %d, "model": "%s",
         "model_version": "%s", "features": {"age": 7, "prediction": 1}, "prediction": %s,
         "latencies_ms": {"look_up": 1, "model": %s, "store": 3}, "shadowed": false}""",
        logId,
        role,
        revision,
        model,
        version,
        score,
        millis);
  }

  /** The active version answered, because the canary did not. */
  public static String fallback(
      String logId, String model, String active, String canary, long revision, double score) {
    return String.format(
        Locale.ROOT,
        """
        {"log_id": "%s", "role": "active", "origin": "request", "routing_revision": %d,
         "model": "%s", "model_version": "%s", "prediction": %s,
         "fallback_from": {"version": "%s", "error": "timed out"},
         "latencies_ms": {"model": 10}, "shadowed": false}""",
        logId,
        revision,
        model,
        active,
        score,
        canary);
  }
}
