package dev.millrace.lake.metrics;

import dev.millrace.common.Sha256;
import java.nio.charset.StandardCharsets;

/**
 * A service's name as the metrics table holds it: a sort key of DynamoDB takes 1024 bytes, and one
 * event with a longer name must not stop the metrics of all the others.
 */
public final class StoredService {
  private static final int MAXIMUM_BYTES = 900;
  private static final int KEPT_CHARACTERS = 200;

  private StoredService() {}

  /** The name itself; of one over 900 bytes the first 200 characters, a tilde and its SHA-256. */
  public static String of(String service) {
    byte[] bytes = service.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= MAXIMUM_BYTES) {
      return service;
    }
    int end = service.offsetByCodePoints(0, KEPT_CHARACTERS);
    return service.substring(0, end) + '~' + Sha256.hex(bytes);
  }
}
