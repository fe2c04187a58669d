package dev.millrace.modelserver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;

/** The versions that answer. Thread-safe. */
final class LoadedVersions implements AutoCloseable {
  private static final JsonFactory JSON = new JsonFactory();

  private final SortedMap<VersionName, LoadedVersion> byName = new ConcurrentSkipListMap<>();

  /** A use of a version, which is not freed before it ends. */
  record Use(LoadedVersion version) implements AutoCloseable {
    @Override
    public void close() {
      version.release();
    }
  }

  /** Adds a version, which answers from now on. */
  void add(LoadedVersion version) {
    byName.put(version.name(), version);
  }

  /** Takes a version away; requests that use it are answered before it is freed. */
  void remove(VersionName name) {
    LoadedVersion removed = byName.remove(name);
    if (removed != null) {
      removed.retire();
    }
  }

  boolean has(VersionName name) {
    return byName.containsKey(name);
  }

  /** In the order of their names. */
  List<VersionName> names() {
    return List.copyOf(byName.keySet());
  }

  /** What all of them take together, in bytes. */
  long memoryBytes() {
    return memoryBytes(name -> true);
  }

  /** What some of them take together, in bytes. */
  long memoryBytes(Predicate<VersionName> which) {
    return byName.values().stream()
        .filter(version -> which.test(version.name()))
        .mapToLong(LoadedVersion::memoryBytes)
        .sum();
  }

  /** Begins to use a version; empty where it is not loaded. */
  Optional<Use> use(VersionName name) {
    return Optional.ofNullable(byName.get(name)).filter(LoadedVersion::isAcquired).map(Use::new);
  }

  /** The version that requests mean that name none: empty unless there is exactly one. */
  Optional<VersionName> only() {
    List<VersionName> names = names();
    return names.size() == 1 ? Optional.of(names.getFirst()) : Optional.empty();
  }

  /** {@code {"models": [{"model": ..., "requests": n, ...}], "memory_bytes": n}}. */
  byte[] metrics() throws IOException {
    Collection<LoadedVersion> versions = List.copyOf(byName.values());
    var body = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(body)) {
      json.writeStartObject();
      json.writeArrayFieldStart("models");
      for (LoadedVersion version : versions) {
        version.metrics().write(json);
      }
      json.writeEndArray();
      json.writeNumberField(
          "memory_bytes", versions.stream().mapToLong(LoadedVersion::memoryBytes).sum());
      json.writeEndObject();
    }
    return body.toByteArray();
  }

  /** Retires all of them. */
  @Override
  public void close() {
    names().forEach(this::remove);
  }
}
