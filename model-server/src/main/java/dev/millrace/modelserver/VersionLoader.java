package dev.millrace.modelserver;

import dev.millrace.inference.Model;
import dev.millrace.inference.ModelMemory;
import dev.millrace.inference.UnusableModelException;
import dev.millrace.routing.Heartbeat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Loads the versions that are wanted, within the memory that there is for them, and unloads those
 * that have not been wanted for a while. One thread at a time may call {@link #load}; the others
 * may ask what failed.
 */
final class VersionLoader {
  /** So long a version stays that nobody wants: who still routes by older rows is answered. */
  static final Duration KEPT = Duration.ofSeconds(60);

  /**
   * For so long before it is unloaded the heartbeats leave it out: nobody may trust an older one,
   * and put it into effect at the moment when it goes.
   */
  static final Duration LEAVING = Heartbeat.ALIVE.plusSeconds(1);

  private static final int LONGEST_REASON = 500;

  private final LoadedVersions loaded;
  private final RegistryFiles files;
  private final InferenceQueue queue;
  private final int threads;
  private final long memoryBytes;
  private final LongSupplier nanoTime;
  private final Log log;
  private final Map<VersionName, Long> unwantedSince = new ConcurrentHashMap<>();
  private final Map<VersionName, LoadFailure> failures = new ConcurrentHashMap<>();

  /**
   * A loader that has loaded nothing yet.
   *
   * @param threads how many an inference may use
   * @param memoryBytes what the versions may take together
   * @param nanoTime the ticker, {@link System#nanoTime()} but for tests
   */
  VersionLoader(
      LoadedVersions loaded,
      RegistryFiles files,
      InferenceQueue queue,
      int threads,
      long memoryBytes,
      LongSupplier nanoTime,
      Log log) {
    this.loaded = loaded;
    this.files = files;
    this.queue = queue;
    this.threads = threads;
    this.memoryBytes = memoryBytes;
    this.nanoTime = nanoTime;
    this.log = log;
  }

  /** Why versions that are wanted are not loaded. */
  SortedMap<VersionName, String> failed() {
    SortedMap<VersionName, String> reasons = new TreeMap<>();
    failures.forEach((name, failure) -> reasons.put(name, failure.reason()));
    return reasons;
  }

  /** What is loaded and stays so: what others may rely on. */
  Set<VersionName> staying() {
    long now = nanoTime.getAsLong();
    Set<VersionName> staying = new TreeSet<>(loaded.names());
    unwantedSince.forEach(
        (name, since) -> {
          if (now - since >= KEPT.minus(LEAVING).toNanos()) {
            staying.remove(name);
          }
        });
    return staying;
  }

  /** Whether a version is loaded, or not expected to be soon. */
  boolean isSettled(VersionName name) {
    LoadFailure failure = failures.get(name);
    return loaded.has(name) || (failure != null && failure.isLasting());
  }

  /**
   * Loads what is missing and due, and unloads what is due.
   *
   * @param wanted the most important ones first: they get the memory
   * @param changed is run after each change of what is loaded or has failed
   */
  void load(List<VersionName> wanted, Runnable changed) {
    failures.keySet().retainAll(wanted);
    unload(wanted, changed);
    for (VersionName name : wanted) {
      LoadFailure failure = failures.get(name);
      boolean isDue = failure == null || nanoTime.getAsLong() - failure.retryNanos() >= 0;
      if (!loaded.has(name) && isDue) {
        load(name, wanted);
        changed.run();
      }
    }
  }

  private void unload(List<VersionName> wanted, Runnable changed) {
    long now = nanoTime.getAsLong();
    unwantedSince.keySet().removeIf(name -> wanted.contains(name) || !loaded.has(name));
    for (VersionName name : loaded.names()) {
      if (!wanted.contains(name)
          && now - unwantedSince.computeIfAbsent(name, first -> now) >= KEPT.toNanos()) {
        unload(name);
        changed.run();
      }
    }
  }

  private void unload(VersionName name) {
    loaded.remove(name);
    unwantedSince.remove(name);
    // There is room now for what did not fit.
    failures.replaceAll((other, failure) -> failure.dueAt(nanoTime.getAsLong()));
    log.info("unloaded", Map.of("version", name.toString()));
  }

  private void load(VersionName name, List<VersionName> wanted) {
    try {
      long needed = ModelMemory.bytes(files.modelBytes(name));
      makeRoom(name, needed, wanted);
      Model model = read(name);
      loaded.add(new LoadedVersion(model, needed, queue, log));
      failures.remove(name);
      log.info("loaded", Map.of("version", name.toString(), "memory_bytes", needed));
    } catch (UnusableModelException e) {
      fail(name, e.getMessage(), true);
    } catch (IOException | SdkException e) {
      fail(
          name,
          "%s cannot be read: %s".formatted(RegistryFiles.folder(name), e.getMessage()),
          false);
    } catch (RuntimeException e) {
      // One version must not keep the others from being loaded.
      fail(name, "%s cannot be loaded: %s".formatted(RegistryFiles.folder(name), e), false);
    }
  }

  private void fail(VersionName name, String reason, boolean isLasting) {
    String shown = reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason;
    LoadFailure previous = failures.get(name);
    failures.put(name, LoadFailure.after(previous, shown, isLasting, nanoTime.getAsLong()));
    if (previous == null || !previous.reason().equals(shown)) {
      log.error("not loaded", Map.of("version", name.toString(), "reason", shown));
    }
  }

  /** Versions that nobody wants make way before their time. */
  private void makeRoom(VersionName name, long needed, List<VersionName> wanted)
      throws UnusableModelException {
    long kept = loaded.memoryBytes(wanted::contains);
    if (kept + needed > memoryBytes) {
      throw new UnusableModelException(
          "%s takes %s; with the %s of the versions that are loaded that is %s, more than the %s of MODEL_MEMORY_MB"
              .formatted(
                  name,
                  ModelMemory.shown(needed),
                  ModelMemory.shown(kept),
                  ModelMemory.shown(kept + needed),
                  ModelMemory.shown(memoryBytes)));
    }
    for (VersionName other : loaded.names()) {
      if (!wanted.contains(other) && loaded.memoryBytes() + needed > memoryBytes) {
        unload(other);
      }
    }
  }

  private Model read(VersionName name) throws IOException, UnusableModelException {
    Path directory = Files.createTempDirectory("millrace-version-");
    try {
      files.download(name, directory);
      Model model = loadFrom(directory, name);
      VersionName held = new VersionName(model.definition().name(), model.definition().version());
      if (!held.equals(name)) {
        model.close();
        throw new UnusableModelException(
            "%s/model.json is of %s".formatted(RegistryFiles.folder(name), held));
      }
      return model;
    } finally {
      delete(directory);
    }
  }

  /** The runtime keeps nothing of the files: they can go once it has read them. */
  private Model loadFrom(Path directory, VersionName name) throws UnusableModelException {
    try {
      return Model.load(directory, threads);
    } catch (UnusableModelException e) {
      throw new UnusableModelException(
          e.getMessage().replace(directory.toString(), RegistryFiles.folder(name)), e);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> content = Files.list(directory)) {
      for (Path file : content.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
