package dev.millrace.ingestion.quality.check;

import java.util.List;

/**
 * Keys that a check asks for.
 *
 * @param dataset whose rows have them
 * @param columns of the dataset, in the order in which a key's values are asked for
 */
public record KeyReference(String dataset, List<String> columns) {
  /** Copies the columns. */
  public KeyReference {
    columns = List.copyOf(columns);
  }
}
