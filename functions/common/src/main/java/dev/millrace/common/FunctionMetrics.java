package dev.millrace.common;

import java.util.Map;
import software.amazon.lambda.powertools.metrics.Metrics;
import software.amazon.lambda.powertools.metrics.MetricsFactory;
import software.amazon.lambda.powertools.metrics.model.DimensionSet;
import software.amazon.lambda.powertools.metrics.model.MetricUnit;

/**
 * A function's metrics in CloudWatch's embedded metric format: namespace and the dimension {@code
 * service} come from {@code POWERTOOLS_METRICS_NAMESPACE} and {@code POWERTOOLS_SERVICE_NAME}. For
 * one thread at a time.
 *
 * <p>Where assertions are enabled, as in every test, a metric that the capability's {@link
 * Contract} does not declare is an {@link AssertionError}: no alarm could watch it. In production
 * the contract is not read: a metric that nobody watches must not fail the work that it tells of.
 */
public final class FunctionMetrics {
  private final Metrics metrics = MetricsFactory.getMetricsInstance();
  private final String namespace;
  private final String service;
  private Contract contract;

  /** Metrics of the capability that the settings name. */
  public FunctionMetrics(Settings settings) {
    this.namespace = settings.text("POWERTOOLS_METRICS_NAMESPACE", "Millrace");
    this.service = settings.text("POWERTOOLS_SERVICE_NAME");
    metrics.setNamespace(namespace);
    metrics.setDefaultDimensions(DimensionSet.of("service", service));
  }

  /** Adds to a metric that the contract declares in {@code Count}. */
  public void count(String name, long value) {
    add(name, value, MetricUnit.COUNT);
  }

  /** Adds to a metric that the contract declares in {@code Milliseconds}. */
  public void milliseconds(String name, long value) {
    add(name, value, MetricUnit.MILLISECONDS);
  }

  /** Adds to a metric that the contract declares in {@code Bytes}. */
  public void bytes(String name, long value) {
    add(name, value, MetricUnit.BYTES);
  }

  private void add(String name, long value, MetricUnit unit) {
    assert isDeclared(name, unit, Map.of()) : undeclared(name, unit, Map.of());
    metrics.addMetric(name, (double) value, unit);
  }

  /** Writes a count with one more dimension, at once. */
  public void count(String name, long value, String dimension, String of) {
    write(name, value, MetricUnit.COUNT, dimension, of);
  }

  /** Writes a number of bytes with one more dimension, at once. */
  public void bytes(String name, long value, String dimension, String of) {
    write(name, value, MetricUnit.BYTES, dimension, of);
  }

  /** Writes a time with one more dimension, at once. */
  public void milliseconds(String name, long value, String dimension, String of) {
    write(name, value, MetricUnit.MILLISECONDS, dimension, of);
  }

  private void write(String name, long value, MetricUnit unit, String dimension, String of) {
    assert isDeclared(name, unit, Map.of(dimension, of))
        : undeclared(name, unit, Map.of(dimension, of));
    metrics.flushSingleMetric(
        name, (double) value, unit, namespace, DimensionSet.of("service", service, dimension, of));
  }

  private boolean isDeclared(String name, MetricUnit unit, Map<String, String> more) {
    if (contract == null) {
      contract = Contract.of(service);
    }
    return contract.declares(name, unit.getName(), more);
  }

  private String undeclared(String name, MetricUnit unit, Map<String, String> more) {
    return "contract.json of %s declares no metric %s in %s by %s"
        .formatted(service, name, unit.getName(), more);
  }

  /** Writes what was added since the last flush. */
  public void flush() {
    metrics.flush();
  }
}
