package dev.millrace.ingestion.fetch.http;

/** Is told of every attempt, as metrics need it. Thread-safe. */
@FunctionalInterface
public interface FetchObserver {
  /** An attempt has ended, well or not. It must not throw. */
  void attempted(FetchAttempt attempt);
}
