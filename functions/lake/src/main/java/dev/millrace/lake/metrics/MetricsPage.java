package dev.millrace.lake.metrics;

import java.util.List;
import java.util.Optional;

/**
 * Rows in order of minute and service.
 *
 * @param end the key after which the next page begins; empty when there are no more rows
 */
public record MetricsPage(List<ServiceMinute> rows, Optional<String> end) {}
