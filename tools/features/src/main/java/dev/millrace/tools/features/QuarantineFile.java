package dev.millrace.tools.features;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.millrace.common.Json;
import dev.millrace.features.document.Rejection;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Lines that say of each document that is no row where it stood ({@code file}, {@code document},
 * from 1), its {@code id} or null, {@code reason}, {@code detail}, and its bytes: {@code data}
 * where they are UTF-8, else {@code data_base64}.
 */
final class QuarantineFile implements AutoCloseable {
  private final JsonGenerator json;

  QuarantineFile(Path file) throws IOException {
    json =
        Json.FACTORY
            .createGenerator(new BufferedOutputStream(Files.newOutputStream(file)))
            .setRootValueSeparator(new SerializedString("\n"));
  }

  /**
   * @param number the document's place in the file, from 1
   */
  void write(Path file, long number, ChunkRows.Quarantined document) throws IOException {
    Rejection rejection = document.rejection();
    json.writeStartObject();
    json.writeStringField("file", file.toString());
    json.writeNumberField("document", number);
    json.writeStringField("id", rejection.id().orElse(null));
    json.writeStringField("reason", rejection.reason().code());
    json.writeStringField("detail", rejection.detail());
    ByteBuffer bytes =
        ByteBuffer.wrap(document.buffer(), document.offset(), document.length()).slice();
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
      json.writeStringField("data", text);
    } catch (CharacterCodingException notText) {
      json.writeFieldName("data_base64");
      json.writeBinary(document.buffer(), document.offset(), document.length());
    }
    json.writeEndObject();
  }

  @Override
  public void close() throws IOException {
    if (json.isClosed()) {
      return;
    }
    try (json) {
      json.writeRaw('\n');
    }
  }
}
