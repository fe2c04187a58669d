package dev.millrace.common.http;

import dev.millrace.common.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Where the next page of a list begins, as callers hold it. It is good for the list that it was
 * given for; its checksum tells one that was changed or belongs to another list, and is no secret:
 * a token reaches nothing that the list itself does not.
 */
public final class PageToken {
  private static final int CHECKSUM_BYTES = 8;
  private static final int LONGEST = 4_000;

  private PageToken() {}

  /**
   * A token.
   *
   * @param list whatever decides what the list holds: its path, filters and reader
   * @param last the key of the last row of the page before
   */
  public static String of(String list, String last) {
    byte[] key = last.getBytes(StandardCharsets.UTF_8);
    byte[] token =
        ByteBuffer.allocate(CHECKSUM_BYTES + key.length).put(checksum(list, key)).put(key).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /** The key that the token holds; empty when it was not given for this list. */
  public static Optional<String> read(String list, String token) {
    byte[] bytes;
    try {
      bytes = token.length() > LONGEST ? new byte[0] : Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    if (bytes.length <= CHECKSUM_BYTES) {
      return Optional.empty();
    }
    byte[] key = Arrays.copyOfRange(bytes, CHECKSUM_BYTES, bytes.length);
    return Arrays.equals(Arrays.copyOf(bytes, CHECKSUM_BYTES), checksum(list, key))
        ? Optional.of(new String(key, StandardCharsets.UTF_8))
        : Optional.empty();
  }

  private static byte[] checksum(String list, byte[] key) {
    byte[] of = list.getBytes(StandardCharsets.UTF_8);
    byte[] both =
        ByteBuffer.allocate(Integer.BYTES + of.length + key.length)
            .putInt(of.length)
            .put(of)
            .put(key)
            .array();
    return Arrays.copyOf(Sha256.of(both), CHECKSUM_BYTES);
  }
}
