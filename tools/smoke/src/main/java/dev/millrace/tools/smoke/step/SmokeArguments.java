package dev.millrace.tools.smoke.step;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the smoke test is asked for.
 *
 * @param url the HTTP API, without a slash at its end
 * @param environment whose stacks tell the names
 * @param faults whether the scorer is denied its endpoint for a while
 * @param latencyLimit for the 95th percentile of the answers of {@code POST /predictions}
 * @param outage how long the scorer is denied its endpoint at least
 * @param patience how long a step waits for what it has caused
 * @param faultPatience how long it waits for an alarm, and for recovery from the failure
 */
public record SmokeArguments(
    URI url,
    String environment,
    boolean faults,
    Duration latencyLimit,
    Duration outage,
    Duration patience,
    Duration faultPatience) {
  private static final Pattern ENVIRONMENT = Pattern.compile("[a-z][a-z0-9-]{0,19}");
  private static final String FAULTS = "--faults";
  private static final Set<String> OPTIONS =
      Set.of("--environment", "--latency-limit", "--outage", "--patience", "--fault-patience");

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException when it is wrong; the message names the argument, what it held
   *     and what was expected
   */
  public static SmokeArguments parse(String... arguments) {
    Map<String, String> options = new HashMap<>();
    boolean faults = false;
    Optional<URI> url = Optional.empty();
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      if (argument.equals(FAULTS)) {
        faults = true;
      } else if (OPTIONS.contains(argument)) {
        if (i + 1 == arguments.length) {
          throw new IllegalArgumentException(argument + " wants a value; see --help");
        }
        options.put(argument, arguments[++i]);
      } else if (argument.startsWith("-") || url.isPresent()) {
        throw new IllegalArgumentException(
            "%s is not expected here; see --help".formatted(argument));
      } else {
        url = Optional.of(url(argument));
      }
    }
    return new SmokeArguments(
        url.orElseThrow(
            () -> new IllegalArgumentException("URL is missing; expected that of the HTTP API")),
        environment(options.getOrDefault("--environment", "dev")),
        faults,
        duration(options, "--latency-limit", "PT1S"),
        duration(options, "--outage", "PT1M"),
        duration(options, "--patience", "PT2M"),
        duration(options, "--fault-patience", "PT10M"));
  }

  private static URI url(String text) {
    try {
      URI url = URI.create(text.replaceFirst("/+$", ""));
      if (Set.of("http", "https").contains(String.valueOf(url.getScheme()))
          && url.getHost() != null
          && url.getRawQuery() == null
          && url.getRawFragment() == null) {
        return url;
      }
      throw noUrl(text);
    } catch (IllegalArgumentException e) {
      throw noUrl(text);
    }
  }

  private static IllegalArgumentException noUrl(String text) {
    return new IllegalArgumentException(
        "URL is '%s'; expected an HTTP API such as https://abc.execute-api.eu-west-1.amazonaws.com"
            .formatted(text));
  }

  private static String environment(String name) {
    if (!ENVIRONMENT.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "--environment is '%s'; expected a name such as staging".formatted(name));
    }
    return name;
  }

  private static Duration duration(Map<String, String> options, String option, String preset) {
    String text = options.getOrDefault(option, preset);
    try {
      Duration duration = Duration.parse(text);
      if (duration.isPositive() && duration.compareTo(Duration.ofHours(1)) <= 0) {
        return duration;
      }
    } catch (DateTimeException e) {
      throw noDuration(option, text, e);
    }
    throw noDuration(option, text, null);
  }

  private static IllegalArgumentException noDuration(
      String option, String text, DateTimeException cause) {
    return new IllegalArgumentException(
        "%s is '%s'; expected an ISO-8601 duration of at most an hour, such as PT30S"
            .formatted(option, text),
        cause);
  }
}
