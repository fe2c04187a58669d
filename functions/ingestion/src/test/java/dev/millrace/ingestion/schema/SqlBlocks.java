package dev.millrace.ingestion.schema;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The SQL that a page of the documentation shows. */
final class SqlBlocks {
  private static final Path DOCS = Path.of("../../docs");
  private static final Pattern BLOCK = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);

  private SqlBlocks() {}

  /** The page's blocks, in order. */
  static List<String> of(String page) throws IOException {
    return BLOCK
        .matcher(Files.readString(DOCS.resolve(page)))
        .results()
        .map(b -> b.group(1))
        .toList();
  }

  /** A block's statements. */
  static List<String> statements(String block) {
    return List.of(block.split(";\\s*(\n|$)"));
  }
}
