package dev.millrace.infra.models;

import dev.millrace.infra.settings.SettingsReader;

/** What versions of models may be; memory is in MB. */
record ModelsSettings(int maximumMegabytes, int modelsApiMemory, int validateVersionMemory) {
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
            .number(2048, 1024, 10_240));
  }
}
