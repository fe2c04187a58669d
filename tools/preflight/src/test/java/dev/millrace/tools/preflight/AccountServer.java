package dev.millrace.tools.preflight;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands in for AWS's services, in their own protocols. At first it is an account that has all; a
 * test says what it answers otherwise. An answer is found by the permission that the call needs,
 * such as {@code glue:GetDatabase}.
 */
final class AccountServer implements AutoCloseable {
  /** What Lake Formation gives on new things where IAM decides. */
  static final String LEFT_TO_IAM =
      "{\"Principal\":{\"DataLakePrincipalIdentifier\":\"IAM_ALLOWED_PRINCIPALS\"},"
          + "\"Permissions\":[\"ALL\"]}";

  private static final Map<String, String> JSON_TARGETS =
      Map.of(
          "ServiceQuotasV20190624", "servicequotas",
          "AmazonSSM", "ssm",
          "AWSGlue", "glue",
          "AmazonAthena", "athena");
  private static final Map<String, String> PATHS =
      Map.of(
          "/2016-08-19/account-settings", "lambda:GetAccountSettings",
          "/GetDataLakeSettings", "lakeformation:GetDataLakeSettings",
          "/ListPermissions", "lakeformation:ListPermissions");
  private static final Set<String> QUERIES =
      Set.of(
          "sts:GetCallerIdentity",
          "cloudformation:DescribeStacks",
          "cloudformation:ListStackResources");
  private static final Pattern ACTION = Pattern.compile("(?:^|&)Action=(\\w+)");

  private final HttpServer server;
  private final Map<String, Function<String, Answer>> answers = new ConcurrentHashMap<>();
  private final Set<String> called = new ConcurrentSkipListSet<>();

  /** What a service answers. */
  record Answer(int status, String body) {
    static Answer of(String body) {
      return new Answer(200, body);
    }

    static Answer jsonError(String code, String message) {
      return new Answer(400, "{\"__type\":\"%s\",\"message\":\"%s\"}".formatted(code, message));
    }

    static Answer xmlError(String code, String message) {
      return new Answer(
          400,
          "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error></ErrorResponse>"
              .formatted(code, message));
    }
  }

  AccountServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    answer(
        "sts:GetCallerIdentity",
        """
        <GetCallerIdentityResponse><GetCallerIdentityResult>
          <Arn>arn:aws:iam::123456789012:user/deployer</Arn><UserId>U</UserId><Account>123456789012</Account>
        </GetCallerIdentityResult></GetCallerIdentityResponse>
        """);
    concurrency(1000, 1000);
    quotas("servicequotas:ListServiceQuotas", quota("ml.c6g.large", 2));
    quotas("servicequotas:ListAWSDefaultServiceQuotas");
    answer("ssm:GetParameter", "{\"Parameter\":{\"Value\":\"30\"}}");
    lakeFormation(LEFT_TO_IAM, LEFT_TO_IAM, "");
    answer("lakeformation:ListPermissions", "{\"PrincipalResourcePermissions\":[]}");
    databases();
    workgroups("primary");
    stacks();
    resources(Map.of());
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The permissions that the calls so far needed. */
  Set<String> called() {
    return Set.copyOf(called);
  }

  void answer(String permission, String body) {
    answer(permission, request -> Answer.of(body));
  }

  /** Answers as a function of the request's body. */
  void answer(String permission, Function<String, Answer> answer) {
    answers.put(permission, answer);
  }

  /** Refuses the calls that need a permission, as IAM does. */
  void deny(String permission) {
    String message =
        "User: arn:aws:iam::123456789012:user/deployer is not authorized to perform: " + permission;
    answer(
        permission,
        request ->
            QUERIES.contains(permission)
                ? Answer.xmlError("AccessDenied", message)
                : Answer.jsonError("AccessDeniedException", message));
  }

  void concurrency(int all, int unreserved) {
    answer(
        "lambda:GetAccountSettings",
        "{\"AccountLimit\":{\"ConcurrentExecutions\":%d,\"UnreservedConcurrentExecutions\":%d}}"
            .formatted(all, unreserved));
  }

  static String quota(String type, int value) {
    return "{\"QuotaName\":\"%s for endpoint usage\",\"QuotaCode\":\"L-OF-%s\",\"Value\":%d.0}"
        .formatted(type, type, value);
  }

  /** Two pages, the second one with the quotas. */
  void quotas(String permission, String... quotas) {
    answer(
        permission,
        request ->
            request.contains("\"NextToken\"")
                ? Answer.of("{\"Quotas\":[%s]}".formatted(String.join(",", quotas)))
                : Answer.of(
                    "{\"Quotas\":[{\"QuotaName\":\"ml.c6g.large for transform job usage\","
                        + "\"QuotaCode\":\"L-OTHER\",\"Value\":9.0}],\"NextToken\":\"second\"}"));
  }

  /**
   * Lake Formation's settings: what it gives on new databases and tables, and who is its
   * administrator.
   */
  void lakeFormation(String onDatabases, String onTables, String administrators) {
    answer(
        "lakeformation:GetDataLakeSettings",
        """
        {"DataLakeSettings":{"CreateDatabaseDefaultPermissions":[%s],"CreateTableDefaultPermissions":[%s],
          "DataLakeAdmins":[%s]}}
        """
            .formatted(onDatabases, onTables, administrators));
  }

  /** The Glue databases that the account has. */
  void databases(String... names) {
    answer(
        "glue:GetDatabase",
        request ->
            List.of(names).stream().anyMatch(name -> request.contains("\"" + name + "\""))
                ? Answer.of("{\"Database\":{\"Name\":\"any\"}}")
                : Answer.jsonError("EntityNotFoundException", "Database not found."));
  }

  /** The Athena workgroups that the account has, on the second of two pages. */
  void workgroups(String... names) {
    String list =
        List.of(names).stream()
            .map("{\"Name\":\"%s\"}"::formatted)
            .reduce((all, next) -> all + "," + next)
            .orElse("");
    answer(
        "athena:ListWorkGroups",
        request ->
            Answer.of(
                request.contains("\"NextToken\"")
                    ? "{\"WorkGroups\":[%s]}".formatted(list)
                    : "{\"WorkGroups\":[],\"NextToken\":\"second\"}"));
  }

  static String stack(String name, String status, boolean terminationProtection) {
    return """
        <member><StackName>%1$s</StackName><StackId>%1$s</StackId><StackStatus>%2$s</StackStatus>
        <CreationTime>2026-11-30T00:00:00Z</CreationTime>
        <EnableTerminationProtection>%3$s</EnableTerminationProtection></member>
        """
        .formatted(name, status, terminationProtection);
  }

  /** The stacks that the account has, on the second of two pages. */
  void stacks(String... stacks) {
    answer(
        "cloudformation:DescribeStacks",
        request ->
            Answer.of(
                "<DescribeStacksResponse><DescribeStacksResult>%s</DescribeStacksResult></DescribeStacksResponse>"
                    .formatted(
                        request.contains("NextToken=second")
                            ? "<Stacks>" + String.join("", stacks) + "</Stacks>"
                            : "<Stacks/><NextToken>second</NextToken>")));
  }

  static String resource(String type, String name, String status) {
    return """
        <member><LogicalResourceId>L</LogicalResourceId><ResourceType>%s</ResourceType>
        <PhysicalResourceId>%s</PhysicalResourceId><ResourceStatus>%s</ResourceStatus></member>
        """
        .formatted(type, name, status);
  }

  /** The resources of each stack. */
  void resources(Map<String, String> resources) {
    answer(
        "cloudformation:ListStackResources",
        request ->
            Answer.of(
                """
                <ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries>%s
                </StackResourceSummaries></ListStackResourcesResult></ListStackResourcesResponse>
                """
                    .formatted(
                        resources.entrySet().stream()
                            .filter(
                                entry ->
                                    (request + "&").contains("&StackName=" + entry.getKey() + "&"))
                            .map(Map.Entry::getValue)
                            .reduce("", String::concat))));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String permission = permission(exchange, request);
      called.add(permission);
      Answer answer = answers.get(permission).apply(request);
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange
          .getResponseHeaders()
          .add(
              "Content-Type",
              QUERIES.contains(permission) ? "text/xml" : "application/x-amz-json-1.1");
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    } catch (RuntimeException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  private static String permission(HttpExchange exchange, String request) {
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    if (target != null) {
      int dot = target.indexOf('.');
      return JSON_TARGETS.get(target.substring(0, dot)) + ":" + target.substring(dot + 1);
    }
    Matcher action = ACTION.matcher(request);
    if (action.find()) {
      return QUERIES.stream()
          .filter(name -> name.endsWith(":" + action.group(1)))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("No answer for " + request));
    }
    String path = exchange.getRequestURI().getPath();
    return PATHS.getOrDefault(path.replaceFirst("/$", ""), path);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
