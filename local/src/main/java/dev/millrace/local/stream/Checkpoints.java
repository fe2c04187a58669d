package dev.millrace.local.stream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/**
 * How far a mapping has come in each shard, kept in a file so that a restarted stack goes on from
 * there.
 */
final class Checkpoints {
  /** Stands for a closed shard that was read to its end. */
  static final String SHARD_END = "SHARD_END";

  private final Path file;

  @GuardedBy("this")
  private final Properties positions = new Properties();

  Checkpoints(Path file) throws IOException {
    this.file = file;
    Files.createDirectories(file.getParent());
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        positions.load(reader);
      }
    }
  }

  /** The sequence number of the last record done with, or {@link #SHARD_END}. */
  synchronized Optional<String> get(String shardId) {
    return Optional.ofNullable(positions.getProperty(shardId));
  }

  synchronized void put(String shardId, String position) {
    positions.setProperty(shardId, position);
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try {
      try (Writer writer = Files.newBufferedWriter(next)) {
        positions.store(writer, null);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("The checkpoint " + file + " cannot be written", e);
    }
  }
}
