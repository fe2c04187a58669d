package dev.millrace.local.emulator;

import java.net.URI;

/** An AWS service on this machine. */
public interface Emulator extends AutoCloseable {
  /** Where it answers: {@code http://127.0.0.1:PORT}. */
  URI endpoint();

  @Override
  void close();
}
