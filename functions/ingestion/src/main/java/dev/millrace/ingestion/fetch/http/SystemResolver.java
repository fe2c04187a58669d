package dev.millrace.ingestion.fetch.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the system for the addresses of a name, for at most ten seconds: the system's own time-outs
 * are longer than an attempt may take, and nothing interrupts it. Thread-safe.
 */
public final class SystemResolver implements AddressResolver {
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final AddressResolver system;
  private final Duration longest;

  public SystemResolver() {
    this(InetAddress::getAllByName, LONGEST);
  }

  SystemResolver(AddressResolver system, Duration longest) {
    this.system = system;
    this.longest = longest;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    Callable<InetAddress[]> question = () -> system.resolve(host);
    FutureTask<InetAddress[]> answer = new FutureTask<>(question);
    Thread.ofPlatform().daemon().name("resolve").start(answer);
    try {
      return answer.get(longest.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException failed) {
      throw unknown(host, failed.getCause());
    } catch (TimeoutException slow) {
      throw unknown(host, slow);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw unknown(host, interrupted);
    }
  }

  private static UnknownHostException unknown(String host, Throwable cause) {
    UnknownHostException unknown = new UnknownHostException(host);
    unknown.initCause(cause);
    return unknown;
  }
}
