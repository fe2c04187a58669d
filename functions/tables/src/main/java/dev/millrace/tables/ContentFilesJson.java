package dev.millrace.tables;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.common.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ContentFileParser;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.Table;

/** Hands files that were written, as JSON, from whoever did so to the committer. */
public final class ContentFilesJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ContentFilesJson() {}

  /** The files as a JSON array. */
  public static String write(Table table, List<? extends ContentFile<?>> files) {
    return new String(
        Json.bytes(
            json -> {
              json.writeStartArray();
              for (ContentFile<?> file : files) {
                ContentFileParser.toJson(file, table.specs().get(file.specId()), json);
              }
              json.writeEndArray();
            }),
        StandardCharsets.UTF_8);
  }

  /**
   * Reads data files that {@link #write} wrote.
   *
   * @throws IllegalStateException when it is anything else
   */
  public static List<DataFile> data(Table table, String written) {
    return read(table, written, DataFile.class);
  }

  /** Reads files of deletes, as {@link #data} does. */
  public static List<DeleteFile> deletes(Table table, String written) {
    return read(table, written, DeleteFile.class);
  }

  private static <F extends ContentFile<F>> List<F> read(
      Table table, String written, Class<F> type) {
    try {
      List<F> files = new ArrayList<>();
      for (JsonNode file : JSON.readTree(written)) {
        files.add(type.cast(ContentFileParser.fromJson(file, table.specs())));
      }
      return files;
    } catch (JsonProcessingException damaged) {
      throw new IllegalStateException(
          "The files of %s that a run noted cannot be read".formatted(table), damaged);
    }
  }
}
