package dev.millrace.tables;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.iceberg.data.Record;

/**
 * What a record held that could not be used, in a row of a table: {@code data} where the bytes are
 * UTF-8, else {@code data_base64}.
 */
public final class OriginalBytes {
  private OriginalBytes() {}

  /** Sets one of the two columns, which the row must have. */
  public static void set(Record row, byte[] bytes) {
    try {
      row.setField(
          "data", StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException notUtf8) {
      row.setField("data_base64", Base64.getEncoder().encodeToString(bytes));
    }
  }
}
