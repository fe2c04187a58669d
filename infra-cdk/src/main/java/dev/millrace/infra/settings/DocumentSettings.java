package dev.millrace.infra.settings;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Which model says how documents are read and what features are made of them.
 *
 * @param maximumAheadOfArrival how far ahead of its arrival an event's time may be
 */
public record DocumentSettings(String model, String modelVersion, Duration maximumAheadOfArrival) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+\\.\\d+");

  static DocumentSettings of(SettingsReader reader) {
    var newModel =
        "yes: the deployment registers it; it answers by itself only where the model has no routing"
            + " yet, see [models](../docs/capabilities/models.md#routing)";
    return new DocumentSettings(
        reader
            .setting(
                "model",
                "a model of `model-server/models`; its `model.json` says how documents are"
                    + " read and which features are made of them",
                newModel)
            .string("session-conversion", NAME, "lower-case letters, digits and dashes"),
        reader
            .setting("modelVersion", "the version of that model", newModel)
            .string("1.0.0", VERSION, "a version such as 1.0.0"),
        reader
            .setting(
                "maximumAheadOfArrival",
                "an event whose time is further ahead of its arrival is quarantined or rejected",
                "yes, for what comes from then on")
            .duration(Duration.ofDays(1), Duration.ZERO, Duration.ofDays(365)));
  }
}
