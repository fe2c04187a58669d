package dev.millrace.lake.http;

import dev.millrace.lake.metrics.MetricsQuery;
import dev.millrace.lake.metrics.StoredService;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Where the next page begins, as callers hold it. It is good for the query that it was given for;
 * its checksum tells one that was changed or belongs to another query, and is no secret: a token
 * reaches nothing that the query itself does not.
 */
final class PageToken {
  private static final int CHECKSUM_BYTES = 8;
  private static final int LONGEST = 2_000;

  private PageToken() {}

  static String of(MetricsQuery query, String end) {
    byte[] key = end.getBytes(StandardCharsets.UTF_8);
    byte[] token =
        ByteBuffer.allocate(CHECKSUM_BYTES + key.length).put(checksum(query, key)).put(key).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /** The key that the token holds; empty when it was not given for this query. */
  static Optional<String> read(MetricsQuery query, String token) {
    if (token.length() > LONGEST) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    if (bytes.length <= CHECKSUM_BYTES) {
      return Optional.empty();
    }
    byte[] key = Arrays.copyOfRange(bytes, CHECKSUM_BYTES, bytes.length);
    byte[] held = Arrays.copyOf(bytes, CHECKSUM_BYTES);
    return Arrays.equals(held, checksum(query, key))
        ? Optional.of(new String(key, StandardCharsets.UTF_8))
        : Optional.empty();
  }

  private static byte[] checksum(MetricsQuery query, byte[] key) {
    byte[] of =
        "%s\n%s\n%s\n%s"
            .formatted(
                query.first(),
                query.last(),
                query.service(),
                new String(key, StandardCharsets.UTF_8))
            .getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(StoredService.sha256(of), CHECKSUM_BYTES);
  }
}
