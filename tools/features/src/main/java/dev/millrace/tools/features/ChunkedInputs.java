package dev.millrace.tools.features;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.common.GzipMembers;
import dev.millrace.features.input.DocumentChunk;
import dev.millrace.features.input.DocumentSource;
import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** The documents of several files, one after another, in chunks for any thread. Thread-safe. */
final class ChunkedInputs implements AutoCloseable {
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int READ_BYTES = 1 << 16;

  /**
   * Whose documents a chunk has.
   *
   * @param number of the chunk, from 0
   * @param input place of the file, from 0
   */
  record Chunk(long number, int input, Path file) {}

  private final List<Path> files;

  @GuardedBy("this")
  private InputStream stream = InputStream.nullInputStream();

  @GuardedBy("this")
  private DocumentSource source;

  @GuardedBy("this")
  private int opened;

  @GuardedBy("this")
  private long chunks;

  @GuardedBy("this")
  private long skippedUpdates;

  ChunkedInputs(List<Path> files) {
    this.files = List.copyOf(files);
  }

  /**
   * Fills a chunk with the next documents.
   *
   * @return null when there are none
   * @throws IOException when a file cannot be cut into documents, or its gzip is damaged; the
   *     message names the file, and is a sentence for the user
   */
  synchronized Chunk next(DocumentChunk chunk) throws IOException {
    while (source != null || opened < files.size()) {
      if (source == null) {
        opened++;
      }
      Path file = files.get(opened - 1);
      try {
        if (source == null) {
          stream = open(file);
          source = DocumentSource.ofFile(stream);
        }
        if (source.nextChunk(chunk)) {
          return new Chunk(chunks++, opened - 1, file);
        }
      } catch (IOException unreadable) {
        throw new IOException("%s: %s".formatted(file, unreadable.getMessage()), unreadable);
      }
      skippedUpdates += source.skippedUpdates();
      source = null;
      stream.close();
    }
    return null;
  }

  /** Whoever has what a stream holds reads it in large parts: it has no buffer of its own. */
  private static InputStream open(Path file) throws IOException {
    InputStream plain = new FileInputStream(file.toFile());
    BufferedInputStream beginning = new BufferedInputStream(plain, READ_BYTES);
    beginning.mark(2);
    int magic = beginning.read() << Byte.SIZE | beginning.read();
    beginning.reset();
    return magic == GZIP_MAGIC ? new GzipMembers(beginning) : beginning;
  }

  /** Updates of bulk requests that are no documents, in the files that are read to their end. */
  synchronized long skippedUpdates() {
    return skippedUpdates;
  }

  @Override
  public synchronized void close() throws IOException {
    stream.close();
  }
}
