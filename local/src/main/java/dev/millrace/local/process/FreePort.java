package dev.millrace.local.process;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for servers that do not say which one they chose. */
public final class FreePort {
  /**
   * Below those that systems give to outgoing connections, which could take a port before its
   * server does.
   */
  private static final int LOWEST = 15_000;

  private static final int HIGHEST = 32_000;
  private static final int ATTEMPTS = 100;

  private FreePort() {}

  /** A port of 127.0.0.1 that nobody listens on now. */
  public static int find() throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (isFree(port)) {
        return port;
      }
    }
    throw new BindException("No port between %d and %d is free".formatted(LOWEST, HIGHEST));
  }

  private static boolean isFree(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (BindException e) {
      return false;
    }
  }
}
