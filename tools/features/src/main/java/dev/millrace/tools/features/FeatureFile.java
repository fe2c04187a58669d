package dev.millrace.tools.features;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A file of records and their features, in one of the formats that there are. */
interface FeatureFile extends AutoCloseable {
  /** How a file is written. */
  enum Format {
    PARQUET {
      @Override
      FeatureFile create(Path file, FeatureColumns columns) throws IOException {
        return new ParquetFeatureFile(file, columns);
      }
    },
    NDJSON {
      @Override
      FeatureFile create(Path file, FeatureColumns columns) throws IOException {
        return new NdjsonFeatureFile(file, columns);
      }
    };

    /** Creates the file, or replaces what is there. */
    abstract FeatureFile create(Path file, FeatureColumns columns) throws IOException;

    /** {@code features.parquet}, {@code features.ndjson}. */
    String fileName() {
      return "features." + word();
    }

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Format> named(String word) {
      return Arrays.stream(values()).filter(format -> format.word().equals(word)).findFirst();
    }
  }

  /** A batch of rows for this file, for one thread. */
  RowBatch batch();

  /** Takes the rows of a batch, which has ended. */
  void append(RowBatch batch) throws IOException;

  /** Completes the file; once. */
  @Override
  void close() throws IOException;
}
