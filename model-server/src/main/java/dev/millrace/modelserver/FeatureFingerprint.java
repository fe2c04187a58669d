package dev.millrace.modelserver;

import dev.millrace.inference.FeatureColumn;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The features' names and order in 16 hexadecimal digits: the first of the SHA-256 of the names in
 * UTF-8, with a line feed between them.
 */
final class FeatureFingerprint {
  private static final int BYTES = 8;

  private FeatureFingerprint() {}

  static String of(List<FeatureColumn> columns) {
    String names = columns.stream().map(FeatureColumn::name).collect(Collectors.joining("\n"));
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(names.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
