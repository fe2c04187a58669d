package dev.millrace.features.lookup;

import java.util.Optional;

/**
 * What a look-up's field held.
 *
 * @param key the key of the look-up; empty when there is none
 * @param isInvalid whether something was held that is no key
 */
public record HeldKey(Optional<String> key, boolean isInvalid) {
  static final HeldKey NONE = new HeldKey(Optional.empty(), false);
  static final HeldKey INVALID = new HeldKey(Optional.empty(), true);

  static HeldKey of(String key) {
    return new HeldKey(Optional.of(key), false);
  }
}
