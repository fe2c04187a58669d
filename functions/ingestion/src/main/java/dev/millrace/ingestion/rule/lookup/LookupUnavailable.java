package dev.millrace.ingestion.rule.lookup;

import java.io.Serial;

/** Rows of a look-up table could not be read for now; the page may be transformed again later. */
public final class LookupUnavailable extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** A table of which so many keys were not read. */
  public LookupUnavailable(String table, int keys, Throwable cause) {
    super("Look-up table %s: %d keys could not be read".formatted(table, keys), cause);
  }
}
