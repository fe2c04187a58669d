package dev.millrace.infra.ingestion;

import dev.millrace.infra.settings.SettingsReader;

/** How data is taken in; memory is in MB. */
record IngestionSettings(int eventsApiMemory) {
  static IngestionSettings of(SettingsReader reader) {
    return new IngestionSettings(
        reader
            .setting("eventsApiMemory", "MB; the processor's share grows with it")
            .number(1024, 256, 10_240));
  }
}
