package dev.millrace.ingestion.fetch.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/**
 * An HTTP server on loopback whose answers a test writes byte by byte, so that they may be wrong in
 * any way. It answers one request on each connection. Thread-safe.
 */
public final class ScriptedServer implements AutoCloseable {
  private final ServerSocket socket;
  private final String scheme;
  private final Handler handler;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** What was asked; the names of headers in lower case. */
  public record Request(String method, String target, Map<String, String> headers, String body) {}

  /** Answers requests. */
  @FunctionalInterface
  public interface Handler {
    /** Writes the answer, or a part of it; the connection is closed behind it. */
    void answer(Request request, OutputStream out) throws IOException, InterruptedException;
  }

  /** A server without encryption. */
  public ScriptedServer(Handler handler) {
    this(handler, newSocket(), "http");
  }

  /** A server with TLS. */
  public ScriptedServer(Handler handler, SSLContext tls) {
    this(handler, newSocket(tls), "https");
  }

  private ScriptedServer(Handler handler, ServerSocket socket, String scheme) {
    this.handler = handler;
    this.socket = socket;
    this.scheme = scheme;
    Thread.ofVirtual().start(this::accept);
  }

  private static ServerSocket newSocket() {
    try {
      return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static ServerSocket newSocket(SSLContext tls) {
    try {
      return tls.getServerSocketFactory()
          .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** The address of a path, by the name localhost. */
  public String url(String path) {
    return url("localhost", path);
  }

  /** The address of a path, by another name. */
  public String url(String host, String path) {
    return "%s://%s:%d%s".formatted(scheme, host, socket.getLocalPort(), path);
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  /** What was asked so far. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = socket.accept();
        open.add(connection);
        Thread.ofVirtual().start(() -> serve(connection));
      }
    } catch (SocketException closed) {
      // The test is over.
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      Request request = read(new BufferedInputStream(connection.getInputStream()));
      requests.add(request);
      handler.answer(request, connection.getOutputStream());
      connection.shutdownOutput();
      // A reset would overtake what was written.
      connection.getInputStream().readAllBytes();
    } catch (IOException | UnsupportedOperationException left) {
      // The client has gone, as it does from answers that are too slow or too long.
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(connection);
    }
  }

  private static Request read(InputStream in) throws IOException {
    String[] first = line(in).split(" ", 3);
    if (first.length < 2) {
      throw new IOException("No request");
    }
    Map<String, String> headers = new TreeMap<>();
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      String[] pair = header.split(": ?", 2);
      headers.put(pair[0].toLowerCase(Locale.ROOT), pair[1]);
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return new Request(first[0], first[1], headers, body);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int unit = in.read(); unit >= 0 && unit != '\n'; unit = in.read()) {
      if (unit != '\r') {
        line.write(unit);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  /** Writes text as it is. */
  public static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** Writes a whole answer. */
  public static void answer(OutputStream out, int status, byte[] body, String... headers)
      throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 %d Said\r\n".formatted(status));
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    head.append("Content-Length: ").append(body.length).append("\r\nConnection: close\r\n\r\n");
    write(out, head.toString());
    out.write(body);
    out.flush();
  }

  /** Writes a whole answer. */
  public static void answer(OutputStream out, int status, String body, String... headers)
      throws IOException {
    answer(out, status, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket connection : open) {
      connection.close();
    }
  }
}
