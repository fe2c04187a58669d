package dev.millrace.infra.settings;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Where documents have their fields, and which model says what features are made of them.
 *
 * @param indexInId whether a document's id is its index, a slash and its {@code _id}
 * @param maximumAheadOfArrival how far ahead of its arrival an event's time may be
 */
public record DocumentSettings(
    String model,
    String modelVersion,
    String createdDateTimePath,
    String zipCodePath,
    boolean indexInId,
    Duration maximumAheadOfArrival) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+\\.\\d+");
  private static final Pattern FIELD_PATH = Pattern.compile("_source\\.[^.,\\s]+");

  static DocumentSettings of(SettingsReader reader) {
    var newModel =
        "yes: the endpoint gets a new configuration while it answers, see"
            + " [scoring](../docs/capabilities/scoring.md#a-new-model-version)";
    var stays = "yes; predictions that are stored stay as they are";
    return new DocumentSettings(
        reader
            .setting(
                "model",
                "a model of `model-server/models`; its `model.json` gives the functions their"
                    + " features",
                newModel)
            .string("session-conversion", NAME, "lower-case letters, digits and dashes"),
        reader
            .setting("modelVersion", "the version of that model", newModel)
            .string("1.0.0", VERSION, "a version such as 1.0.0"),
        reader
            .setting("createdDateTimePath", "where documents have the time of the event", stays)
            .string("_source.createdDateTime", FIELD_PATH, "_source.FIELD"),
        reader
            .setting("zipCodePath", "where documents have the zip code", stays)
            .string("_source.zipCode", FIELD_PATH, "_source.FIELD"),
        reader
            .setting(
                "indexInId",
                "whether a document's id is `<_index>/<_id>`: for indices that give the same `_id`"
                    + " to different documents",
                "no: every document becomes a new one; see"
                    + " [scoring](../docs/capabilities/scoring.md#the-same-_id-in-two-indices)")
            .flag(false),
        reader
            .setting(
                "maximumAheadOfArrival",
                "an event whose time is further ahead of its arrival is quarantined or rejected",
                "yes, for what comes from then on")
            .duration(Duration.ofDays(1), Duration.ZERO, Duration.ofDays(365)));
  }
}
