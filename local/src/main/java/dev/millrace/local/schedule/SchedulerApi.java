package dev.millrace.local.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.millrace.local.process.LoopbackServer;
import dev.millrace.local.protocol.ApiException;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An imitation of EventBridge Scheduler's API over HTTP: CreateSchedule, UpdateSchedule,
 * GetSchedule, DeleteSchedule and ListSchedules. It knows the schedules made at run time alone.
 */
final class SchedulerApi implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATH = "/schedules";
  private static final int LARGEST_PAGE = 100;

  private final RuntimeSchedules schedules;
  private final Consumer<Schedule> changed;
  private final Consumer<String> deleted;
  private final LoopbackServer server;

  /**
   * Begins to answer.
   *
   * @param server bound, and closed with this
   * @param changed told of a schedule that is new or not as it was
   * @param deleted told of the id of one that is no more
   */
  SchedulerApi(
      LoopbackServer server,
      RuntimeSchedules schedules,
      Consumer<Schedule> changed,
      Consumer<String> deleted) {
    this.schedules = schedules;
    this.changed = changed;
    this.deleted = deleted;
    this.server = server;
    server.serve(this::handle);
  }

  private void handle(HttpExchange exchange) throws IOException {
    int status = 200;
    JsonNode answer;
    try {
      answer = answer(exchange);
    } catch (ApiException e) {
      status = e.status();
      exchange.getResponseHeaders().set("x-amzn-ErrorType", e.type());
      answer = JSON.createObjectNode().put("Message", e.getMessage());
    } catch (IOException | RuntimeException e) {
      status = 500;
      exchange.getResponseHeaders().set("x-amzn-ErrorType", "InternalServerException");
      answer = JSON.createObjectNode().put("Message", String.valueOf(e.getMessage()));
    }
    LoopbackServer.answer(exchange, status, "application/json", JSON.writeValueAsBytes(answer));
  }

  private ObjectNode answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Map<String, String> query = query(exchange.getRequestURI());
    String method = exchange.getRequestMethod();
    if (path.equals(PATH) && method.equals("GET")) {
      return list(query);
    }
    if (!path.startsWith(PATH + "/")) {
      throw unknown(method, path);
    }
    String name = path.substring(PATH.length() + 1);
    String group = query.getOrDefault("groupName", "");
    return switch (method) {
      case "POST" -> changed(schedules.create(name, JSON.readTree(exchange.getRequestBody())));
      case "PUT" -> changed(schedules.update(name, JSON.readTree(exchange.getRequestBody())));
      case "GET" -> schedules.describe(group, name);
      case "DELETE" -> {
        deleted.accept(schedules.delete(group, name));
        yield JSON.createObjectNode();
      }
      default -> throw unknown(method, path);
    };
  }

  private static ApiException unknown(String method, String path) {
    return new ApiException(
        "UnknownOperationException",
        404,
        "The local stack creates, updates, gets, deletes and lists schedules; it does not know %s %s"
            .formatted(method, path));
  }

  private ObjectNode changed(Schedule schedule) {
    changed.accept(schedule);
    return JSON.createObjectNode().put("ScheduleArn", schedule.arn());
  }

  /** The token is the place of the next schedule. */
  private ObjectNode list(Map<String, String> query) {
    List<ObjectNode> listed =
        schedules.list(
            query.getOrDefault("ScheduleGroup", ""),
            query.getOrDefault("NamePrefix", ""),
            query.getOrDefault("State", ""));
    int from = Math.min(number(query, "NextToken", 0), listed.size());
    int size = Math.clamp(number(query, "MaxResults", LARGEST_PAGE), 1, LARGEST_PAGE);
    int to = Math.min(from + size, listed.size());
    ObjectNode answer = JSON.createObjectNode();
    answer.putArray("Schedules").addAll(listed.subList(from, to));
    return to < listed.size() ? answer.put("NextToken", Integer.toString(to)) : answer;
  }

  private static int number(Map<String, String> query, String name, int otherwise) {
    String text = Optional.ofNullable(query.get(name)).orElse(Integer.toString(otherwise));
    if (!text.matches("[0-9]{1,9}")) {
      throw new ApiException(
          "ValidationException", "%s is '%s'; expected a number".formatted(name, text));
    }
    return Integer.parseInt(text);
  }

  private static Map<String, String> query(URI uri) {
    Map<String, String> query = new HashMap<>();
    if (uri.getRawQuery() != null) {
      for (String parameter : uri.getRawQuery().split("&", -1)) {
        String[] parts = parameter.split("=", 2);
        query.put(decoded(parts[0]), parts.length == 2 ? decoded(parts[1]) : "");
      }
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.close();
  }
}
