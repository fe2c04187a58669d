package dev.millrace.lake.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.common.Json;
import dev.millrace.lake.table.LakeTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.ContentFileParser;
import org.apache.iceberg.DataFile;

/** Hands the data files of a part, as JSON, from the function that wrote them to the committer. */
final class PartFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private PartFiles() {}

  static String write(LakeTable table, List<DataFile> files) {
    return new String(
        Json.bytes(
            json -> {
              json.writeStartArray();
              for (DataFile file : files) {
                ContentFileParser.toJson(file, table.table().specs().get(file.specId()), json);
              }
              json.writeEndArray();
            }),
        StandardCharsets.UTF_8);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalStateException when it is anything else
   */
  static List<DataFile> read(LakeTable table, String written) {
    try {
      List<DataFile> files = new ArrayList<>();
      for (JsonNode file : JSON.readTree(written)) {
        files.add((DataFile) ContentFileParser.fromJson(file, table.table().specs()));
      }
      return files;
    } catch (JsonProcessingException damaged) {
      throw new IllegalStateException("The files of a part cannot be read", damaged);
    }
  }
}
