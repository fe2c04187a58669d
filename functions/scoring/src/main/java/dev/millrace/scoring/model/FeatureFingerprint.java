package dev.millrace.scoring.model;

import dev.millrace.common.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The names and the order of a model's features in 16 hexadecimal digits: the first of the SHA-256
 * of the names in UTF-8, with a line feed between them. A request carries it, and a container whose
 * model takes other features refuses the request whatever its vectors hold.
 */
final class FeatureFingerprint {
  private static final int DIGITS = 16;

  private FeatureFingerprint() {}

  static String of(List<String> featureNames) {
    return Sha256.hex(String.join("\n", featureNames).getBytes(StandardCharsets.UTF_8))
        .substring(0, DIGITS);
  }
}
