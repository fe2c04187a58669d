package dev.millrace.infra.settings;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The streams of events.
 *
 * @param shards of each stream; empty is on demand
 * @param retention how long a stream keeps its records
 */
public record StreamSettings(OptionalInt shards, Duration retention) {
  private static final Pattern SHARDS = Pattern.compile("on-demand|[1-9]\\d{0,2}");

  static StreamSettings of(SettingsReader reader) {
    var shards =
        reader
            .setting(
                "shards",
                "of each stream",
                "a number to at most twice or at least half of it at a time, ten times a day; from"
                    + " and to `on-demand` twice a day. Records keep their order and their place")
            .string("on-demand", SHARDS, "on-demand or a number of shards, 1 to 999");
    return new StreamSettings(
        shards.equals("on-demand") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(shards)),
        reader
            .setting(
                "streamRetention",
                "how long streams keep records",
                "yes; when it gets shorter, what is older is gone at once")
            .duration(Duration.ofDays(7), Duration.ofDays(1), Duration.ofDays(365)));
  }
}
