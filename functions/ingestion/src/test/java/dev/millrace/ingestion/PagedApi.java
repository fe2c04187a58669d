package dev.millrace.ingestion;

import dev.millrace.ingestion.fetch.server.ScriptedServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An API of pages whose rows and bad days a test sets. Thread-safe. */
final class PagedApi implements AutoCloseable {
  private static final Pattern PAGE = Pattern.compile("^/([a-z]+)\\?page=(\\d+)&size=(\\d+)$");

  private final Map<String, List<String>> rows = new ConcurrentHashMap<>();
  private final Map<String, Deque<Fault>> faults = new ConcurrentHashMap<>();
  private final Set<String> stuck = ConcurrentHashMap.newKeySet();
  private final ScriptedServer server = new ScriptedServer(this::answer);

  /** What happens in place of an answer. */
  interface Fault {
    void write(OutputStream out) throws IOException;
  }

  /** The rows of a resource, JSON each. */
  void rows(String resource, List<String> json) {
    rows.put(resource, List.copyOf(json));
  }

  /** What the next requests for a page meet, one after the other. */
  void faults(String resource, int page, Fault... next) {
    faults.put(resource + "/" + page, new ArrayDeque<>(List.of(next)));
  }

  /** Makes a resource one that does not know the parameter of pages. */
  void alwaysFirstPage(String resource) {
    stuck.add(resource);
  }

  /** How often a page was asked for. */
  long asked(String resource, int page) {
    return server.requests().stream()
        .filter(request -> request.target().startsWith("/%s?page=%d&".formatted(resource, page)))
        .count();
  }

  String url(String resource) {
    return server.url("/" + resource);
  }

  /** A source of a job that pulls a resource. */
  String source(String resource, int size, String more) {
    return """
        {"name": "%1$s", "type": "rest", "url": "%2$s", "rows": "/items", "total": "/total",
         "pagination": {"type": "page", "page_parameter": "page", "size_parameter": "size", "size": %3$d},
         "dataset": "%1$s", "key": ["id"]%4$s}"""
        .formatted(resource, url(resource), size, more);
  }

  private void answer(ScriptedServer.Request request, OutputStream out) throws IOException {
    Matcher asked = PAGE.matcher(request.target());
    if (!asked.matches() || !rows.containsKey(asked.group(1))) {
      ScriptedServer.answer(out, 404, new byte[0]);
      return;
    }
    int page = stuck.contains(asked.group(1)) ? 1 : Integer.parseInt(asked.group(2));
    Deque<Fault> due = faults.get(asked.group(1) + "/" + page);
    Fault fault = due == null ? null : due.poll();
    if (fault != null) {
      fault.write(out);
      return;
    }
    List<String> all = rows.get(asked.group(1));
    int size = Integer.parseInt(asked.group(3));
    List<String> items = new ArrayList<>();
    for (int i = (page - 1) * size; i < Math.min(page * size, all.size()); i++) {
      items.add(all.get(i));
    }
    String body =
        "{\"items\": [%s], \"total\": %d}".formatted(String.join(", ", items), all.size());
    ScriptedServer.answer(
        out, 200, body.getBytes(StandardCharsets.UTF_8), "Content-Type: application/json");
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
