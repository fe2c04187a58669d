package dev.millrace.tools.features;

import dev.millrace.common.GzipMembers;
import dev.millrace.features.input.DocumentSource;
import dev.millrace.features.session.Reason;
import dev.millrace.features.session.Rejection;
import dev.millrace.features.session.Session;
import dev.millrace.features.session.SessionParser;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * Documents in, features out, in memory that does not grow with their number. Writes {@value
 * #FEATURES} and, for what is no session, {@value #QUARANTINE} into a folder; they take these names
 * when {@link #complete()} is called, not before.
 */
final class FeaturesJob implements AutoCloseable {
  static final String FEATURES = "features.parquet";
  static final String QUARANTINE = "quarantine.ndjson";

  private static final String PARTIAL = ".partial";
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int READ_BYTES = 1 << 16;

  /**
   * What was read.
   *
   * @param rows in the features' file
   */
  record Summary(long rows, Map<Reason, Long> quarantined) {}

  private final SessionParser parser;
  private final Instant arrival;
  private final Path directory;
  private final FeatureFile features;
  private final QuarantineFile quarantine;
  private final Map<Reason, Long> quarantined = new EnumMap<>(Reason.class);
  private long rows;

  /**
   * @param arrival what an event time may not lie too far ahead of; recorded documents have none of
   *     their own
   */
  FeaturesJob(SessionParser parser, Instant arrival, Path directory) throws IOException {
    this.parser = parser;
    this.arrival = arrival;
    this.directory = directory;
    Files.createDirectories(directory);
    features = new FeatureFile(directory.resolve(FEATURES + PARTIAL));
    try {
      quarantine = new QuarantineFile(directory.resolve(QUARANTINE + PARTIAL));
    } catch (IOException failed) {
      try (features) {
        Files.delete(directory.resolve(FEATURES + PARTIAL));
      } catch (IOException alsoFailed) {
        failed.addSuppressed(alsoFailed);
      }
      throw failed;
    }
  }

  /**
   * Reads a file of documents: NDJSON or a JSON array, gzipped or not.
   *
   * @throws IOException when it is neither, ends too early, or its gzip is damaged; the message is
   *     a clause for the user
   */
  void read(Path file) throws IOException {
    try (InputStream input = open(file)) {
      DocumentSource documents = DocumentSource.ofFile(input);
      for (long number = 1; documents.next(); number++) {
        switch (parser.parse(documents.buffer(), documents.offset(), documents.length(), arrival)) {
          case Session session -> {
            features.write(session);
            rows++;
          }
          case Rejection rejection -> {
            quarantine.write(file, number, rejection, documents);
            quarantined.merge(rejection.reason(), 1L, Long::sum);
          }
        }
      }
    }
  }

  private static InputStream open(Path file) throws IOException {
    BufferedInputStream input = new BufferedInputStream(Files.newInputStream(file), READ_BYTES);
    input.mark(2);
    int magic = input.read() << Byte.SIZE | input.read();
    input.reset();
    return magic == GZIP_MAGIC ? new GzipMembers(input) : input;
  }

  /** Finishes both files and gives them their names. */
  Summary complete() throws IOException {
    features.close();
    quarantine.close();
    for (String name : new String[] {FEATURES, QUARANTINE}) {
      Files.move(
          directory.resolve(name + PARTIAL),
          directory.resolve(name),
          StandardCopyOption.REPLACE_EXISTING);
    }
    return new Summary(rows, quarantined);
  }

  /** Closes both files, and leaves nothing behind of a job that was not completed. */
  @Override
  public void close() throws IOException {
    try (features) {
      quarantine.close();
    } finally {
      Files.deleteIfExists(directory.resolve(FEATURES + PARTIAL));
      Files.deleteIfExists(directory.resolve(QUARANTINE + PARTIAL));
    }
  }
}
