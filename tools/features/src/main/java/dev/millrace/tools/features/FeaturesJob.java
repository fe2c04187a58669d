package dev.millrace.tools.features;

import dev.millrace.features.document.Reason;
import dev.millrace.features.input.DocumentChunk;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Documents in, features out, on several threads and in the order of the documents; in memory that
 * does not grow with their number. Writes the features and, for what gives none, {@value
 * #QUARANTINE} into a folder; they take their names when {@link #complete()} is called, not before.
 */
final class FeaturesJob implements AutoCloseable {
  static final String QUARANTINE = "quarantine.ndjson";

  private static final String PARTIAL = ".partial";

  /**
   * What was read.
   *
   * @param rows in the features' file
   * @param skippedUpdates of bulk requests: no documents
   */
  record Summary(long rows, Map<Reason, Long> quarantined, long skippedUpdates) {}

  private final OfflinePlan plan;
  private final Instant arrival;
  private final Path directory;
  private final String featuresName;
  private final FeatureFile features;
  private final QuarantineFile quarantine;
  private final TurnOrder order = new TurnOrder();
  private final Map<Reason, Long> quarantined = new EnumMap<>(Reason.class);
  private long rows;
  private long skippedUpdates;
  private int input = -1;

  /** Documents of the input before the chunk whose turn it is. */
  private long documentsBefore;

  /**
   * @param arrival what an event time may not lie too far ahead of; recorded documents have none of
   *     their own
   */
  FeaturesJob(OfflinePlan plan, FeatureFile.Format format, Instant arrival, Path directory)
      throws IOException {
    this.plan = plan;
    this.arrival = arrival;
    this.directory = directory;
    this.featuresName = format.fileName();
    Files.createDirectories(directory);
    features = format.create(directory.resolve(featuresName + PARTIAL), plan.columns());
    try {
      quarantine = new QuarantineFile(directory.resolve(QUARANTINE + PARTIAL));
    } catch (IOException failed) {
      try (features) {
        Files.delete(directory.resolve(featuresName + PARTIAL));
      } catch (IOException alsoFailed) {
        failed.addSuppressed(alsoFailed);
      }
      throw failed;
    }
  }

  /**
   * Reads files of documents, one after another; once.
   *
   * @param threads how many to read with
   * @throws IOException when one cannot be cut into documents or ends too early, its gzip is
   *     damaged, or a result cannot be written; the message is a sentence for the user
   */
  void read(List<Path> files, int threads) throws IOException {
    try (ChunkedInputs inputs = new ChunkedInputs(files);
        ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(
            workers.submit(
                () -> {
                  work(inputs);
                  return null;
                }));
      }
      for (Future<?> worker : all) {
        worker.get();
      }
      skippedUpdates = inputs.skippedUpdates();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case IOException ours -> throw ours;
        case RuntimeException fault -> throw fault;
        case Error fault -> throw fault;
        default -> throw new IllegalStateException(failed.getCause());
      }
    }
  }

  private void work(ChunkedInputs inputs) throws IOException, InterruptedException {
    boolean ended = false;
    DocumentChunk documents = new DocumentChunk();
    try (ChunkRows results = new ChunkRows(plan, arrival, features.batch())) {
      ChunkedInputs.Chunk chunk = inputs.next(documents);
      while (chunk != null) {
        results.read(documents);
        if (!order.await(chunk.number())) {
          break;
        }
        write(chunk, results);
        order.pass();
        chunk = inputs.next(documents);
      }
      ended = true;
    } finally {
      if (!ended) {
        order.stop();
      }
    }
  }

  /** Only in a chunk's turn. */
  private void write(ChunkedInputs.Chunk chunk, ChunkRows results) throws IOException {
    if (chunk.input() != input) {
      input = chunk.input();
      documentsBefore = 0;
    }
    features.append(results.batch());
    rows += results.batch().rows();
    for (ChunkRows.Quarantined document : results.quarantined()) {
      quarantine.write(chunk.file(), documentsBefore + document.index() + 1, document);
      quarantined.merge(document.rejection().reason(), 1L, Long::sum);
    }
    documentsBefore += results.documents();
  }

  /** Finishes both files and gives them their names. */
  Summary complete() throws IOException {
    features.close();
    quarantine.close();
    for (String name : new String[] {featuresName, QUARANTINE}) {
      Files.move(
          directory.resolve(name + PARTIAL),
          directory.resolve(name),
          StandardCopyOption.REPLACE_EXISTING);
    }
    return new Summary(rows, quarantined, skippedUpdates);
  }

  /** Closes both files, and leaves nothing behind of a job that was not completed. */
  @Override
  public void close() throws IOException {
    try (features) {
      quarantine.close();
    } finally {
      Files.deleteIfExists(directory.resolve(featuresName + PARTIAL));
      Files.deleteIfExists(directory.resolve(QUARANTINE + PARTIAL));
    }
  }
}
