package dev.millrace.infra.settings;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The HTTP API.
 *
 * @param rateLimit requests a second over all callers
 * @param burstLimit requests at once
 * @param corsOrigins origins that browsers may call from; none means no CORS
 * @param latencyAlarmMilliseconds the p99 of answers above which an alarm goes off
 */
public record ApiSettings(
    int rateLimit, int burstLimit, List<String> corsOrigins, int latencyAlarmMilliseconds) {
  private static final Pattern ORIGIN = Pattern.compile("https?://[^/,\\s]+");

  static ApiSettings of(SettingsReader reader) {
    return new ApiSettings(
        reader
            .setting("apiRateLimit", "requests a second to the HTTP API, over all callers")
            .number(100, 1, 10_000),
        reader.setting("apiBurstLimit", "requests in a burst").number(200, 1, 5_000),
        reader
            .setting("corsOrigins", "origins that browsers may call from; none leaves CORS off")
            .list(ORIGIN, "origins such as https://example.com, by commas"),
        reader
            .setting(
                "apiLatencyAlarmMilliseconds",
                "alarm when p99 of the HTTP API's answers is above it for 5 minutes")
            .number(1000, 1, 30_000));
  }
}
