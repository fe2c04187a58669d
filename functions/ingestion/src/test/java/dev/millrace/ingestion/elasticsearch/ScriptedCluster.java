package dev.millrace.ingestion.elasticsearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;

/**
 * An imitation of a cluster: answers in the form in which Elasticsearch and OpenSearch give them,
 * for versions and faults that the real node of the tests does not have. It has two documents, of
 * one time, and nothing else. Thread-safe.
 */
final class ScriptedCluster implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TIME = "1796032800000";

  private final HttpServer server;
  private final String root;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private volatile Function<Request, Optional<Answer>> script = _ -> Optional.empty();
  private volatile boolean packed;

  /**
   * A request as it came.
   *
   * @param path without the query
   */
  record Request(String method, String path, String query, Headers headers, String body) {
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException notJson) {
        throw new IllegalArgumentException(body, notJson);
      }
    }
  }

  /**
   * An answer.
   *
   * @param headers names and values in turn
   */
  record Answer(int status, String body, String... headers) {
    static Answer error(int status, String type, String... headers) {
      return new Answer(
          status,
          "{\"error\":{\"root_cause\":[{\"type\":\"%1$s\",\"reason\":\"a reason\"}],\"type\":\"%1$s\",\"reason\":\"a reason\"},\"status\":%2$d}"
              .formatted(type, status),
          headers);
    }
  }

  private ScriptedCluster(String root) throws IOException {
    this.root = root;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  /** Elasticsearch of a version. */
  static ScriptedCluster elasticsearch(String version) throws IOException {
    return new ScriptedCluster(
        "{\"name\":\"n\",\"cluster_name\":\"c\",\"version\":{\"number\":\"%s\",\"build_flavor\":\"default\"},\"tagline\":\"You Know, for Search\"}"
            .formatted(version));
  }

  /** OpenSearch of a version. */
  static ScriptedCluster openSearch(String version) throws IOException {
    return new ScriptedCluster(
        "{\"name\":\"n\",\"version\":{\"distribution\":\"opensearch\",\"number\":\"%s\"},\"tagline\":\"The OpenSearch Project: https://opensearch.org/\"}"
            .formatted(version));
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Has some requests answered otherwise. */
  void answer(Function<Request, Optional<Answer>> otherwise) {
    script = otherwise;
  }

  /** Packs answers from now on, for those who take them so. */
  void pack() {
    packed = true;
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  /** Methods and paths of the requests, in order. */
  List<String> calls() {
    return requests.stream().map(request -> request.method() + " " + request.path()).toList();
  }

  /** The searches among them. */
  List<JsonNode> searches() {
    return requests.stream()
        .filter(request -> request.path().endsWith("_search"))
        .map(Request::json)
        .toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Request request =
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getRawPath(),
              String.valueOf(exchange.getRequestURI().getRawQuery()),
              exchange.getRequestHeaders(),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      requests.add(request);
      Answer answer = script.apply(request).orElseGet(() -> usual(request));
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < answer.headers().length; i += 2) {
        exchange.getResponseHeaders().set(answer.headers()[i], answer.headers()[i + 1]);
      }
      if (packed && "gzip".equals(request.headers().getFirst("Accept-Encoding"))) {
        exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        body = gzip(body);
      }
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream into = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(into)) {
      gzip.write(bytes);
    }
    return into.toByteArray();
  }

  private Answer usual(Request request) {
    String path = request.path();
    if (path.equals("/")) {
      return new Answer(200, root);
    }
    if (path.endsWith("/_field_caps")) {
      return new Answer(
          200,
          "{\"indices\":[\"visits\"],\"fields\":{\"@timestamp\":{\"date\":{\"type\":\"date\",\"searchable\":true}}}}");
    }
    if (path.endsWith("/_pit")) {
      return new Answer(200, "{\"id\":\"pit-1\"}");
    }
    if (path.endsWith("/_search/point_in_time")) {
      return new Answer(200, "{\"pit_id\":\"pit-1\",\"_shards\":{\"failed\":0}}");
    }
    return found(request.json());
  }

  private static Answer found(JsonNode search) {
    int size = search.path("size").asInt();
    boolean behind = search.has("search_after");
    boolean sources = search.path("_source").asBoolean();
    String pit = search.has("pit") ? "\"pit_id\":\"pit-2\"," : "";
    String hits =
        behind
            ? hit(2, sources)
            : size == 1 ? hit(1, sources) : hit(1, sources) + "," + hit(2, sources);
    return new Answer(
        200,
        "{%s\"took\":1,\"timed_out\":false,\"_shards\":{\"total\":1,\"failed\":0},\"hits\":{\"max_score\":null,\"hits\":[%s]}}"
            .formatted(pit, hits));
  }

  private static String hit(int number, boolean source) {
    return "{\"_index\":\"visits\",\"_id\":\"%d\",\"_seq_no\":%d,\"_primary_term\":1,\"_score\":null,%s\"sort\":[%s,%d]}"
        .formatted(
            number,
            number,
            source ? "\"_source\":{\"n\":%d},".formatted(number) : "",
            TIME,
            number);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
