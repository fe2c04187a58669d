package dev.millrace.testsupport;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A proxy before {@link DynamoDbServer} with faults that the SDK sees, and retries, itself. */
public final class DynamoDbProxy implements AutoCloseable {
  /** What goes wrong with a request. */
  public enum Fault {
    NONE,
    /** DynamoDB does what is asked for, and its answer gets lost. */
    ANSWER_LOST,
    /** DynamoDB refuses the request, and a retry is of no use. */
    REFUSED
  }

  private static final String TARGET = "X-Amz-Target";
  private static final String CONTENT_TYPE = "Content-Type";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http = HttpClient.newHttpClient();
  private final BiFunction<String, String, Fault> faults;
  private final DynamoDbClient client;

  /**
   * A proxy on a free port.
   *
   * @param faults what goes wrong with an operation ({@code PutItem}, say) with this body
   */
  public DynamoDbProxy(BiFunction<String, String, Fault> faults) throws IOException {
    this.faults = faults;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
    client = DynamoDbServer.client(endpoint());
  }

  /** Where it listens. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** A client that calls through this proxy. */
  public DynamoDbClient client() {
    return client;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String target = exchange.getRequestHeaders().getFirst(TARGET);
      Fault fault =
          faults.apply(
              target.substring(target.indexOf('.') + 1), new String(body, StandardCharsets.UTF_8));
      if (fault == Fault.REFUSED) {
        send(
            exchange,
            400,
            "{\"__type\": \"com.amazonaws.dynamodb.v20120810#AccessDeniedException\"}"
                .getBytes(StandardCharsets.UTF_8));
        return;
      }
      HttpResponse<byte[]> answer = forwarded(exchange, target, body);
      if (fault == Fault.NONE) {
        send(exchange, answer.statusCode(), answer.body());
      }
    }
  }

  private HttpResponse<byte[]> forwarded(HttpExchange exchange, String target, byte[] body)
      throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(DynamoDbServer.endpoint())
            .header(TARGET, target)
            .header(CONTENT_TYPE, exchange.getRequestHeaders().getFirst(CONTENT_TYPE))
            .header("Authorization", exchange.getRequestHeaders().getFirst("Authorization"))
            .header("X-Amz-Date", exchange.getRequestHeaders().getFirst("X-Amz-Date"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("The proxy was stopped", stopped);
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set(CONTENT_TYPE, "application/x-amz-json-1.0");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    client.close();
    server.stop(0);
    threads.shutdownNow();
    http.close();
  }
}
