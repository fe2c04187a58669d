package dev.millrace.local;

import dev.millrace.local.athena.AthenaApi;
import dev.millrace.local.cloudformation.StacksApi;
import dev.millrace.local.iam.IamApi;
import dev.millrace.local.iam.RolePolicies;
import dev.millrace.local.metrics.AlarmsApi;
import dev.millrace.local.metrics.DeclaredAlarm;
import dev.millrace.local.metrics.Emission;
import dev.millrace.local.metrics.MetricLog;
import dev.millrace.local.sql.Query;
import dev.millrace.local.stream.DeliveryCounts;
import dev.millrace.local.support.LocalCredentials;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.Resource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The services that people and tools call who look after a deployment, and functions do not:
 * CloudFormation, IAM, CloudWatch and Athena.
 */
final class OperatorServices implements AutoCloseable {
  private final Map<String, URI> endpoints = new LinkedHashMap<>();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /** What the services are made from. */
  record Setting(
      CloudAssembly assembly,
      Intrinsics intrinsics,
      RolePolicies policies,
      DeliveryCounts deliveries,
      Path logs,
      URI glue,
      URI s3) {}

  private OperatorServices() {}

  static OperatorServices start(Setting setting) throws IOException {
    OperatorServices services = new OperatorServices();
    try {
      services.startEach(setting, Clock.systemUTC());
      return services;
    } catch (IOException | RuntimeException e) {
      services.close();
      throw e;
    }
  }

  private void startEach(Setting setting, Clock clock) throws IOException {
    CloudAssembly assembly = setting.assembly();
    endpoints.put(
        "CLOUDFORMATION",
        opened(new StacksApi(assembly, setting.intrinsics(), clock.instant())).endpoint());
    endpoints.put("IAM", opened(new IamApi(setting.policies())).endpoint());
    AlarmsApi alarms =
        new AlarmsApi(
            DeclaredAlarm.in(assembly, setting.intrinsics()),
            Set.of(DeliveryCounts.GIVEN_UP_METRIC),
            () -> written(setting),
            clock);
    endpoints.put("CLOUDWATCH", opened(alarms).endpoint());
    Query lake =
        new Query(setting.glue(), setting.s3(), assembly.region(), LocalCredentials.create());
    endpoints.put("ATHENA", opened(new AthenaApi(workgroups(setting), lake, clock)).endpoint());
  }

  private static List<Emission> written(Setting setting) throws IOException {
    List<Emission> written = new ArrayList<>(MetricLog.read(setting.logs()));
    written.addAll(setting.deliveries().givenUp());
    return written;
  }

  private static Set<String> workgroups(Setting setting) {
    return setting.assembly().resources("AWS::Athena::WorkGroup").stream()
        .map(workgroup -> name(workgroup, setting.intrinsics()))
        .collect(Collectors.toSet());
  }

  private static String name(Resource workgroup, Intrinsics intrinsics) {
    return intrinsics.property(workgroup, "Name").asText();
  }

  private <T extends AutoCloseable> T opened(T closeable) {
    open.push(closeable);
    return closeable;
  }

  /** Where they answer, by the name that AWS_ENDPOINT_URL_ takes. */
  Map<String, URI> endpoints() {
    return Map.copyOf(endpoints);
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("A service did not stop: " + e.getMessage(), e);
      }
    }
  }
}
