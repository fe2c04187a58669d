package dev.millrace.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/** The container's own launcher, serving a model on a free port. */
final class ServedModel implements AutoCloseable {
  private static final String LAUNCHER = "model-server/target/image/bin/model-server";

  private final Process process;
  private final int port;

  /**
   * Returns when the model is loaded.
   *
   * @throws IOException when the server does not start, with what it said
   */
  ServedModel(Path modelDirectory) throws IOException {
    var builder = new ProcessBuilder(LAUNCHER, "serve");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("PORT", "0");
    builder.environment().put("MODEL_DIRECTORY", modelDirectory.toAbsolutePath().toString());
    process = builder.redirectErrorStream(true).start();
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    String ready = lines.readLine();
    int at = ready == null ? -1 : ready.indexOf("\"port\":");
    if (at < 0) {
      process.destroy();
      throw new IOException("the model server did not start: " + ready);
    }
    port = Integer.parseInt(ready.substring(at + 7).split("\\D", 2)[0]);
  }

  /** A connection that is kept open. */
  Connection connect() throws IOException {
    return new Connection(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  @Override
  public void close() {
    process.destroy();
  }

  /**
   * One HTTP connection, for one thread; a client of a library's would cost as much as the server.
   */
  static final class Connection implements AutoCloseable {
    private final Socket socket;
    private final byte[] buffer = new byte[1 << 20];

    private Connection(Socket socket) throws IOException {
      this.socket = socket;
      socket.setTcpNoDelay(true);
    }

    /** The bytes of a request for predictions. */
    static byte[] request(String json) {
      byte[] body = json.getBytes(StandardCharsets.UTF_8);
      byte[] head =
          ("POST /invocations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                  + "Content-Length: %d\r\n\r\n".formatted(body.length))
              .getBytes(StandardCharsets.US_ASCII);
      byte[] request = new byte[head.length + body.length];
      System.arraycopy(head, 0, request, 0, head.length);
      System.arraycopy(body, 0, request, head.length, body.length);
      return request;
    }

    /**
     * The body of the answer.
     *
     * @throws IllegalStateException when the status is not 200
     */
    String send(byte[] request) throws IOException {
      socket.getOutputStream().write(request);
      int length = 0;
      int bodyFrom = -1;
      int needed = Integer.MAX_VALUE;
      while (length < needed) {
        int read = socket.getInputStream().read(buffer, length, buffer.length - length);
        if (read < 0) {
          throw new IOException("the server closed the connection");
        }
        length += read;
        if (bodyFrom < 0) {
          String text = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
          bodyFrom = text.indexOf("\r\n\r\n") + 4;
          if (bodyFrom >= 4) {
            needed = bodyFrom + contentLength(text);
          } else {
            bodyFrom = -1;
          }
        }
      }
      String answer = new String(buffer, 0, length, StandardCharsets.UTF_8);
      if (!answer.startsWith("HTTP/1.1 200")) {
        throw new IllegalStateException("the server answered " + answer);
      }
      return new String(buffer, bodyFrom, length - bodyFrom, StandardCharsets.UTF_8);
    }

    private static int contentLength(String head) {
      String name = "content-length: ";
      int at = head.toLowerCase(Locale.ROOT).indexOf(name) + name.length();
      return Integer.parseInt(head.substring(at, head.indexOf('\r', at)));
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
