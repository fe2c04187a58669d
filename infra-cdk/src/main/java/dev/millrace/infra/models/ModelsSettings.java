package dev.millrace.infra.models;

import dev.millrace.infra.settings.SettingsReader;
import java.util.OptionalInt;

/**
 * What versions of models may be, and how long is kept what they did; memory is in MB.
 *
 * @param counterDays how long counters are kept after they grew last
 * @param rolloutDays how long rollouts are kept after their end; empty is for ever
 */
record ModelsSettings(
    int maximumMegabytes,
    int modelsApiMemory,
    int validateVersionMemory,
    int counterDays,
    OptionalInt rolloutDays) {
  static ModelsSettings of(SettingsReader reader) {
    return new ModelsSettings(
        reader
            .setting(
                "modelMaximumMegabytes",
                "MiB that a version's file may have; a larger one is rejected unread",
                "yes, for versions that are validated from then on")
            .number(256, 1, 400),
        reader.setting("modelsApiMemory", "MB").number(1024, 512, 10_240),
        reader
            .setting("validateVersionMemory", "MB; it holds a version's file and what runs it")
            .number(2048, 1024, 10_240),
        reader
            .setting(
                "counterDays",
                "days that the counters of versions are kept after they grew last; a rollout takes"
                    + " 14 at most",
                "yes; counters that are gone stay gone")
            .number(14, 14, 3650),
        reader
            .setting(
                "rolloutDays",
                "how many days after its end a rollout is kept",
                "yes; rollouts that are gone stay gone")
            .daysOrForever("730"));
  }
}
