package dev.millrace.lake.anomaly;

import java.util.List;
import java.util.stream.Stream;

/** The kinds of anomalies, for tests of other packages. */
public final class AnomalyKinds {
  private AnomalyKinds() {}

  public static List<String> codes() {
    return Stream.of(Anomaly.Kind.values()).map(Anomaly.Kind::code).toList();
  }
}
