package dev.millrace.ingestion.rule;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Objects;
import java.util.function.Supplier;
import javax.crypto.spec.SecretKeySpec;

/** The secret under which personal data is hashed, fetched when it is first needed. Thread-safe. */
public final class HashKey {
  static final String ALGORITHM = "HmacSHA256";

  /** As many bytes as the hash has: with fewer, guessing the key is less work. */
  private static final int SHORTEST = 32;

  private final Supplier<byte[]> fetched;

  @GuardedBy("this")
  private SecretKeySpec secret;

  /**
   * A key that is fetched once.
   *
   * @param fetched gives at least 32 bytes; what it throws, applying a rule throws, and the key is
   *     fetched again the next time
   */
  public HashKey(Supplier<byte[]> fetched) {
    this.fetched = Objects.requireNonNull(fetched);
  }

  synchronized SecretKeySpec secret() {
    if (secret == null) {
      byte[] bytes = fetched.get();
      if (bytes.length < SHORTEST) {
        throw new IllegalStateException(
            "The hash key held %d bytes, expected at least %d".formatted(bytes.length, SHORTEST));
      }
      secret = new SecretKeySpec(bytes, ALGORITHM);
    }
    return secret;
  }
}
