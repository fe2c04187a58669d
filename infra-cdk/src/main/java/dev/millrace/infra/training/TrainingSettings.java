package dev.millrace.infra.training;

import dev.millrace.infra.settings.SettingsReader;
import java.util.OptionalInt;

/**
 * How training sets are built; memory is in MB.
 *
 * @param partsAtOnce how many parts of training sets are built at a time
 * @param snapshotDays how long what a training read can be read by its snapshot
 * @param trainingSetDays how long rows are kept; empty is for ever
 */
record TrainingSettings(
    int buildTrainingSetMemory,
    int buildTrainingSetPartMemory,
    int partsAtOnce,
    int snapshotDays,
    OptionalInt trainingSetDays) {

  static TrainingSettings of(SettingsReader reader) {
    return new TrainingSettings(
        reader.setting("buildTrainingSetMemory", "MB").number(1024, 512, 10_240),
        reader.setting("buildTrainingSetPartMemory", "MB").number(2048, 512, 10_240),
        reader
            .setting("trainingPartsAtOnce", "parts of training sets that are built at a time")
            .number(10, 2, 1000),
        reader
            .setting(
                "trainingSnapshotDays",
                "how long what a training read can be read again by its snapshot",
                "yes; snapshots that are gone stay gone")
            .number(365, 1, 3650),
        reader
            .setting(
                "trainingSetDays",
                "how many whole days before today training sets keep their rows, by the day on"
                    + " which the set's run began",
                "yes; rows that are gone stay gone")
            .daysOrForever("730"));
  }
}
