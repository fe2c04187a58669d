package dev.millrace.lake.aggregation;

import dev.millrace.lake.anomaly.Anomaly;
import java.util.List;
import java.util.Optional;

/**
 * What a step did.
 *
 * @param silverRows events that it took in; none before the last of several commits
 * @param anomalies of the minutes that have become complete by it
 * @param committed empty when gold has changed meanwhile, in which case the step does not count
 */
record StepOutcome(
    long silverRows,
    long buckets,
    long days,
    List<Anomaly> anomalies,
    Optional<GoldChange.Committed> committed) {}
