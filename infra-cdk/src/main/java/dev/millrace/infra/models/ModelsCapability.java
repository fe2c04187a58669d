package dev.millrace.infra.models;

import dev.millrace.infra.capability.Capability;
import dev.millrace.infra.capability.CapabilityData;
import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.construct.Storage;
import dev.millrace.infra.settings.SettingsReader;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.s3.LifecycleRule;

/** Keeps models and their versions, and says which version answers. */
public final class ModelsCapability implements Capability {
  /**
   * How other capabilities find the tables {@code ModelVersions}, {@code ModelRouting} and {@code
   * ModelHeartbeats} and the bucket {@code ModelRegistry}.
   */
  public static final String NAME = "models";

  /** Files that are uploaded lie here until they are validated. */
  public static final String STAGING = "staging/";

  /** Files of validated versions: what the endpoint loads. */
  public static final String REGISTRY = "registry/";

  /** What validations came to. */
  public static final String VALIDATIONS = "validations/";

  /** Reads the settings of the registry. */
  public ModelsCapability(SettingsReader reader) {
    // None so far.
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void declareData(CapabilityData stack) {
    stack.table("ModelVersions", "model", table -> table.sortKey(Storage.text("version")));
    stack.table("ModelRouting", "model");
    stack.table("ModelHistory", "model", table -> table.sortKey(Storage.text("change_id")));
    stack.table("ModelHeartbeats", "instance", table -> table.timeToLiveAttribute("expires_at"));
    stack.table(
        "ModelCounters",
        "counted",
        table -> table.sortKey(Storage.text("slot")).timeToLiveAttribute("expires_at"));
    stack.bucket(
        "ModelRegistry",
        List.of(
            Storage.leftovers(),
            LifecycleRule.builder().prefix(STAGING).expiration(Duration.days(7)).build(),
            LifecycleRule.builder().prefix(VALIDATIONS).expiration(Duration.days(30)).build()));
  }

  @Override
  public void declareFunctions(CapabilityFunctions stack) {
    // The first ones come with the routes of the registry.
  }
}
