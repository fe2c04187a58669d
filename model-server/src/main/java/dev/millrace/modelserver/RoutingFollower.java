package dev.millrace.modelserver;

import dev.millrace.common.Deadline;
import dev.millrace.routing.Heartbeat;
import dev.millrace.routing.HeartbeatTable;
import dev.millrace.routing.RoutingTable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * Keeps loaded what the routing rows name: writes a heartbeat and reads the rows each second, on a
 * thread of its own, and loads on another one. A table that does not answer changes nothing.
 */
final class RoutingFollower implements AutoCloseable {
  private static final Duration LONGEST_CALL = Duration.ofSeconds(1);

  private final RoutingTable routing;
  private final HeartbeatTable heartbeats;
  private final LoadedVersions loaded;
  private final VersionLoader loader;
  private final InstantSource clock;
  private final Log log;
  private final RepeatedFault notRead;
  private final RepeatedFault notWritten;

  /** Of this process; another one counts as another instance. */
  private final String instance = UUID.randomUUID().toString();

  private final Semaphore changes = new Semaphore(0);
  private final AtomicBoolean isLoadDue = new AtomicBoolean();
  private final AtomicBoolean isReady = new AtomicBoolean();
  private final Thread follower =
      Thread.ofPlatform().daemon().name("routing").unstarted(this::follow);
  private final ExecutorService loading =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("loading").factory());

  /** Null until the rows were read for the first time, after the first heartbeat. */
  private volatile WantedVersions wanted;

  RoutingFollower(
      RoutingTable routing,
      HeartbeatTable heartbeats,
      LoadedVersions loaded,
      VersionLoader loader,
      InstantSource clock,
      Log log) {
    this.routing = routing;
    this.heartbeats = heartbeats;
    this.loaded = loaded;
    this.loader = loader;
    this.clock = clock;
    this.log = log;
    this.notRead = new RepeatedFault("the routing rows were not read", clock, log);
    this.notWritten = new RepeatedFault("the heartbeat was not written", clock, log);
  }

  /** Begins to follow. */
  void start() {
    follower.start();
  }

  /** By which the heartbeats tell this instance from others. */
  String instance() {
    return instance;
  }

  /**
   * Whether what the rows named after this instance's first heartbeat was loaded. What failed to
   * load does not count, unless it is of the routes in effect. Stays true.
   */
  boolean isReady() {
    return isReady.get();
  }

  private void follow() {
    boolean isHeardOf = false;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        // An instance counts before it reads: what is put into effect from then on waits for it.
        isHeardOf |= isHeartbeatWritten();
        if (isHeardOf) {
          read();
        }
        if (changes.tryAcquire(Heartbeat.PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
          changes.drainPermits();
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isHeartbeatWritten() {
    Map<String, String> failed = new HashMap<>();
    loader.failed().forEach((name, reason) -> failed.put(name.toString(), reason));
    Heartbeat heartbeat =
        new Heartbeat(
            instance,
            clock.instant(),
            loader.staying().stream().map(VersionName::toString).collect(Collectors.toSet()),
            failed);
    try {
      heartbeats.put(heartbeat, Deadline.after(LONGEST_CALL));
      return true;
    } catch (RuntimeException e) {
      // Whatever it is: an instance that is not heard of any more receives no new version.
      notWritten.report(e);
      return false;
    }
  }

  private void read() {
    try {
      wanted = WantedVersions.of(routing.all(Deadline.after(LONGEST_CALL)));
    } catch (RuntimeException e) {
      // The rows that were read last stay in force.
      notRead.report(e);
    }
    // Also where the rows are the old ones: what failed may be due again.
    if (wanted != null && isLoadDue.compareAndSet(false, true)) {
      loading.execute(this::load);
    }
  }

  private void load() {
    isLoadDue.set(false);
    loader.load(wanted.all(), changes::release);
    WantedVersions now = wanted;
    if (!isReady.get()
        && now.answering().stream().allMatch(loaded::has)
        && now.all().stream().allMatch(loader::isSettled)) {
      isReady.set(true);
      log.info(
          "ready", Map.of("loaded", loaded.names().toString(), "failed", loader.failed().size()));
    }
  }

  /** Stops; what is loaded stays. Returns once nothing more is asked of the tables. */
  @Override
  public void close() {
    follower.interrupt();
    try {
      follower.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    loading.shutdownNow();
  }
}
