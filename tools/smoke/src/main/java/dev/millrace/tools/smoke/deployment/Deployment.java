package dev.millrace.tools.smoke.deployment;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * What the steps have in common.
 *
 * @param runId names the records of this run
 * @param start of the run; records that failed were written after it
 * @param patience how long a step waits for what it has caused
 * @param report told what goes on within a step that takes minutes
 */
public record Deployment(
    String runId,
    Instant start,
    HttpApi api,
    StackOutputs outputs,
    SmokeClients clients,
    SmokeDocuments documents,
    Duration patience,
    Consumer<String> report) {}
