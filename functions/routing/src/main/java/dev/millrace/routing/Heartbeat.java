package dev.millrace.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What an instance of the endpoint says of itself, each second. Immutable.
 *
 * @param instance an id of the process's own
 * @param at by the instance's clock
 * @param loaded what it answers for, each {@code MODEL/VERSION}
 * @param failed why it has not loaded what it should, by {@code MODEL/VERSION}
 */
public record Heartbeat(
    String instance, Instant at, Set<String> loaded, Map<String, String> failed) {
  /** An instance that has not been heard of for this long does not count as alive. */
  public static final Duration ALIVE = Duration.ofSeconds(5);

  /** How often an instance is to be heard of. */
  public static final Duration PERIOD = Duration.ofSeconds(1);

  /** Copies what it holds. */
  public Heartbeat {
    Objects.requireNonNull(instance, "instance");
    Objects.requireNonNull(at, "at");
    loaded = Set.copyOf(loaded);
    failed = Map.copyOf(failed);
  }

  /** The name of a version in {@link #loaded} and {@link #failed}. */
  public static String name(String model, String version) {
    return model + "/" + version;
  }

  /** Whether the instance counts as alive at this time. */
  public boolean isAlive(Instant now) {
    return at.plus(ALIVE).isAfter(now);
  }
}
