package dev.millrace.local.music;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.millrace.local.process.LoopbackServer;
import dev.millrace.local.support.StackApi;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stand-in for a music service's API, with a bad day: {@code GET /tracks}, {@code /users} and
 * {@code /listen_history} answer {@code {"items", "total", "page", "size", "pages"}} for {@code
 * ?page=1..&size=1..100}. Of each resource the second page fails once, and the fourth asks once to
 * wait for a second. Thread-safe.
 */
public final class MusicApi implements AutoCloseable {
  private static final int LARGEST_PAGE = 100;
  private static final int FAILING_PAGE = 2;
  private static final int BUSY_PAGE = 4;
  private static final Pattern NUMBER = Pattern.compile("(?:^|&)(page|size)=([0-9]{1,6})(?=&|$)");

  private final Map<String, ArrayNode> rows;
  private final Set<String> met = ConcurrentHashMap.newKeySet();
  private final LoopbackServer server;

  /** Serves rows by the name of their resource. */
  MusicApi(Map<String, ArrayNode> rows) throws IOException {
    this.rows = Map.copyOf(rows);
    this.server = LoopbackServer.start(this::answer);
  }

  /** {@code http://127.0.0.1:PORT}. */
  URI endpoint() {
    return server.endpoint();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String resource = exchange.getRequestURI().getPath().substring(1);
    ArrayNode all = rows.get(resource);
    if (all == null) {
      problem(exchange, 404, "Not Found");
      return;
    }
    int page = 1;
    int size = LARGEST_PAGE;
    String query = exchange.getRequestURI().getRawQuery();
    Matcher numbers = NUMBER.matcher(query == null ? "" : query);
    while (numbers.find()) {
      int value = Integer.parseInt(numbers.group(2));
      if (numbers.group(1).equals("page")) {
        page = value;
      } else {
        size = value;
      }
    }
    if (page < 1 || size < 1 || size > LARGEST_PAGE) {
      problem(exchange, 422, "page or size is out of range");
    } else if (page == FAILING_PAGE && met.add(resource + page)) {
      problem(exchange, 500, "internal");
    } else if (page == BUSY_PAGE && met.add(resource + page)) {
      exchange.getResponseHeaders().set("Retry-After", "1");
      problem(exchange, 429, "slow down");
    } else {
      send(exchange, 200, page(all, page, size));
    }
  }

  private static ObjectNode page(ArrayNode all, int page, int size) {
    ObjectNode answer = StackApi.JSON.createObjectNode();
    ArrayNode items = answer.putArray("items");
    int from = Math.min((page - 1) * size, all.size());
    for (int i = from; i < Math.min(from + size, all.size()); i++) {
      items.add(all.get(i));
    }
    answer.put("total", all.size());
    answer.put("page", page);
    answer.put("size", size);
    answer.put("pages", (all.size() + size - 1) / size);
    return answer;
  }

  private static void problem(HttpExchange exchange, int status, String detail) throws IOException {
    send(exchange, status, StackApi.JSON.createObjectNode().put("detail", detail));
  }

  private static void send(HttpExchange exchange, int status, ObjectNode body) throws IOException {
    LoopbackServer.answer(
        exchange, status, "application/json", StackApi.JSON.writeValueAsBytes(body));
  }

  @Override
  public void close() {
    server.close();
  }
}
