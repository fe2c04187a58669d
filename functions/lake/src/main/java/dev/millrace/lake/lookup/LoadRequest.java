package dev.millrace.lake.lookup;

import dev.millrace.common.InvalidInput;
import dev.millrace.common.InvocationInput;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;

/**
 * What to load.
 *
 * @param table the look-up table's name
 * @param object key of the CSV file in the lake bucket, below {@code lookups/}
 * @param validFrom from when on the rows are valid; empty is now
 * @param key the column that holds the keys; empty is the first
 * @param as how its cells become keys
 * @param after how many rows of the file, from its beginning, are served already
 */
public record LoadRequest(
    String table,
    String object,
    Optional<Instant> validFrom,
    Optional<String> key,
    FileKeyForm as,
    int after) {
  private static final String FORM =
      "{\"table\", \"object\", \"valid_from\": optional, \"key\": optional, \"as\": optional,"
          + " \"after\": optional}";
  private static final String FOLDER = "lookups/";

  /**
   * Reads the function's input.
   *
   * @throws InvalidInput naming the field, what it held and what was expected
   */
  public static LoadRequest read(InputStream input) throws IOException {
    InvocationInput fields = InvocationInput.read(input, FORM);
    LoadRequest request =
        new LoadRequest(
            LookupName.require("table", fields.take("table").orElse(null)),
            object(fields.take("object").orElse(null)),
            fields.takeTime("valid_from"),
            fields.take("key"),
            FileKeyForm.ofCode(fields.take("as").orElse("text")),
            after(fields.take("after").orElse("0")));
    fields.end();
    return request;
  }

  private static String object(String held) {
    if (held == null || !held.startsWith(FOLDER)) {
      throw InvalidInput.field(
          "object", held, "the key of a CSV file in the lake bucket, below " + FOLDER);
    }
    return held;
  }

  private static int after(String held) {
    if (!held.matches("[0-9]{1,7}")) {
      throw InvalidInput.field("after", held, "a number of rows, as the answer's \"next\" says");
    }
    return Integer.parseInt(held);
  }
}
