package dev.millrace.local.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.protocol.ApiException;
import dev.millrace.local.protocol.QueryApi;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * An imitation of CloudWatch's DescribeAlarms: the template's alarms, in the state that the metrics
 * of the functions and of the event source mappings put them in. An alarm on several metrics, or on
 * one that nothing writes here, has the state {@code INSUFFICIENT_DATA}.
 */
public final class AlarmsApi implements AutoCloseable {
  private static final Set<String> PARAMETERS =
      Set.of("Action", "Version", "AlarmNamePrefix", "MaxRecords");
  private static final String NAMES = "AlarmNames.member.";

  private final List<DeclaredAlarm> alarms;
  private final Set<String> ownMetricsOfAws;
  private final Metrics metrics;
  private final Clock clock;
  private final QueryApi api;

  /** All that was written so far, of any metric. */
  @FunctionalInterface
  public interface Metrics {
    List<Emission> written() throws IOException;
  }

  /**
   * Serves on any free port.
   *
   * @param ownMetricsOfAws names of those among {@code metrics} that AWS would write
   */
  public AlarmsApi(
      List<DeclaredAlarm> alarms, Set<String> ownMetricsOfAws, Metrics metrics, Clock clock)
      throws IOException {
    this.alarms = List.copyOf(alarms);
    this.ownMetricsOfAws = Set.copyOf(ownMetricsOfAws);
    this.metrics = metrics;
    this.clock = clock;
    this.api = QueryApi.start(this::answer);
  }

  public URI endpoint() {
    return api.endpoint();
  }

  private JsonNode answer(String operation, JsonNode request) throws IOException {
    if (!operation.equals("DescribeAlarms")) {
      throw new ApiException(
          "InvalidAction",
          "The local stack imitates DescribeAlarms; '%s' is another operation"
              .formatted(operation));
    }
    Set<String> names = new TreeSet<>();
    for (var parameter : request.properties()) {
      if (parameter.getKey().startsWith(NAMES)) {
        names.add(parameter.getValue().asText());
      } else if (!PARAMETERS.contains(parameter.getKey())) {
        throw new ApiException(
            "InvalidParameterValue",
            "The local stack does not read '%s'; expected AlarmNames or AlarmNamePrefix"
                .formatted(parameter.getKey()));
      }
    }
    String prefix = request.path("AlarmNamePrefix").asText("");
    List<Emission> written = new ArrayList<>(metrics.written());
    Instant now = clock.instant();
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode described = answer.putArray("MetricAlarms");
    alarms.stream()
        .filter(alarm -> names.isEmpty() || names.contains(alarm.reference()))
        .filter(alarm -> alarm.reference().startsWith(prefix))
        .forEach(
            alarm ->
                described
                    .addObject()
                    .put("AlarmName", alarm.reference())
                    .put("AlarmDescription", alarm.description())
                    .put("StateValue", state(alarm, now, written)));
    return answer;
  }

  private String state(DeclaredAlarm alarm, Instant now, List<Emission> written) {
    if (!alarm.isOnOneMetric() || !isWritten(alarm.watched().getFirst())) {
      return "INSUFFICIENT_DATA";
    }
    return alarm.isOnAt(now, written) ? "ALARM" : "OK";
  }

  private boolean isWritten(MetricSeries series) {
    return !series.namespace().startsWith("AWS/") || ownMetricsOfAws.contains(series.name());
  }

  @Override
  public void close() {
    api.close();
  }
}
