package dev.millrace.infra.platform;

import software.amazon.awscdk.services.apigateway.AccessLogFormat;
import software.amazon.awscdk.services.apigatewayv2.IAccessLogDestination;
import software.amazon.awscdk.services.apigatewayv2.IAccessLogSettings;
import software.amazon.awscdk.services.apigatewayv2.LogGroupLogDestination;
import software.amazon.awscdk.services.logs.LogGroup;

/**
 * The HTTP API's access log: one JSON object a request. It holds the calling client's id, but no
 * network address, no token, and of the path only its route: an id is in a path.
 */
final class AccessLog implements IAccessLogSettings {
  private static final String FORMAT =
      """
      {"request_id": "$context.requestId", "time": "$context.requestTime",\
       "route": "$context.routeKey", "status": "$context.status",\
       "client": "$context.authorizer.claims.client_id",\
       "latency_ms": "$context.responseLatency", "bytes": "$context.responseLength",\
       "error": "$context.error.message", "integration_error": "$context.integrationErrorMessage"}""";

  private final LogGroup logs;

  AccessLog(LogGroup logs) {
    this.logs = logs;
  }

  @Override
  public IAccessLogDestination getDestination() {
    return new LogGroupLogDestination(logs);
  }

  @Override
  public AccessLogFormat getFormat() {
    return AccessLogFormat.custom(FORMAT);
  }
}
