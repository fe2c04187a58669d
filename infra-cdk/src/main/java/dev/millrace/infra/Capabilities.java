package dev.millrace.infra;

import dev.millrace.infra.capability.Capability;
import dev.millrace.infra.ingestion.IngestionCapability;
import dev.millrace.infra.lake.LakeCapability;
import dev.millrace.infra.model.ModelCapability;
import dev.millrace.infra.models.ModelsCapability;
import dev.millrace.infra.scoring.ScoringCapability;
import dev.millrace.infra.settings.PlatformSettings;
import dev.millrace.infra.settings.SettingsReader;
import dev.millrace.infra.training.TrainingCapability;
import java.util.List;

/**
 * Everything that Millrace does. A capability stands behind those whose resources it uses; a new
 * one is a line here.
 *
 * @param platform what all of them share
 */
record Capabilities(PlatformSettings platform, List<Capability> list) {
  /**
   * Reads the settings of all of them.
   *
   * @throws dev.millrace.infra.settings.InvalidSettingException when a value cannot be used, or a
   *     key is nobody's
   */
  static Capabilities of(SettingsReader reader) {
    var platform = PlatformSettings.of(reader);
    var model = new ModelCapability(reader);
    var list =
        List.of(
            new ModelsCapability(reader, model.memoryMegabytes()),
            model,
            new ScoringCapability(reader),
            new LakeCapability(reader, platform),
            new TrainingCapability(reader, platform),
            new IngestionCapability(reader, platform));
    reader.rejectUnknownKeys();
    return new Capabilities(platform, list);
  }
}
