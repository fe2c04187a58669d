package dev.millrace.infra.monitoring;

import java.util.List;
import software.amazon.awscdk.services.cloudwatch.GraphWidget;
import software.amazon.awscdk.services.cloudwatch.IMetric;

/** Graphs of half the dashboard's width. */
public final class Graphs {
  private Graphs() {}

  public static GraphWidget graph(String title, IMetric... lines) {
    return graph(title, List.of(lines));
  }

  public static GraphWidget graph(String title, List<IMetric> lines) {
    return GraphWidget.Builder.create().title(title).left(lines).width(12).build();
  }
}
