package dev.millrace.infra.model;

import dev.millrace.infra.settings.SettingsReader;

/**
 * The machines that serve the models.
 *
 * @param memoryMegabytes what the versions that an instance has loaded may take together
 * @param latencyAlarmMilliseconds the p99 of the model's own time above which an alarm goes off
 */
record ModelSettings(
    InstanceType instanceType, int instances, int memoryMegabytes, int latencyAlarmMilliseconds) {
  static ModelSettings of(SettingsReader reader) {
    return new ModelSettings(
        new InstanceType(
            reader
                .setting(
                    "endpointInstanceType",
                    "the endpoint's machines; the image's processor follows from it",
                    "yes; for a while both machines count against the quota")
                .string(
                    "ml.c6g.large",
                    InstanceType.PATTERN,
                    "a SageMaker instance type such as ml.c6g.large")),
        reader
            .setting("endpointInstances", "how many; two or more survive the loss of a zone")
            .number(1, 1, 100),
        reader
            .setting(
                "modelMemoryMegabytes",
                "what all loaded versions may take of an instance's memory; the default leaves half"
                    + " of an ml.c6g.large's 4 GB to the server itself and to files that are being loaded")
            .number(2_048, 64, 1_000_000),
        reader
            .setting(
                "modelLatencyAlarmMilliseconds",
                "alarm when p99 of the model's own time is above it for 5 minutes; a new version"
                    + " of the model that sets it off is taken back")
            .number(50, 1, 60_000));
  }
}
