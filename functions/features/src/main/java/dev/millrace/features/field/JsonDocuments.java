package dev.millrace.features.field;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.millrace.features.json.DocumentStream;
import dev.millrace.features.json.MalformedJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Reads documents and keeps a parser from one to the next. Thread-safe. */
final class JsonDocuments {

  private final AtomicReference<DocumentStream> idle = new AtomicReference<>();

  /** What is malformed about the document in the buffer from offset to end, if anything is. */
  Optional<String> read(byte[] buffer, int offset, int end, JsonFields reader) {
    try {
      DocumentStream kept = idle.getAndSet(null);
      DocumentStream stream = kept == null ? new DocumentStream() : kept;
      Optional<String> malformed = read(stream, buffer, offset, end, reader);
      if (malformed.isPresent() || stream.isWorn()) {
        stream.close();
      } else {
        keep(stream);
      }
      return malformed;
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory cannot fail to be read", e);
    }
  }

  private static Optional<String> read(
      DocumentStream stream, byte[] buffer, int offset, int end, JsonFields reader)
      throws IOException {
    try {
      if (!reader.read(stream.open(buffer, offset, end))) {
        return Optional.of(MalformedJson.notAnObject());
      }
      return stream.restIsWhiteSpace() ? Optional.empty() : Optional.of(MalformedJson.trailing());
    } catch (JsonEOFException e) {
      return Optional.of(MalformedJson.cut(end - offset));
    } catch (JsonProcessingException e) {
      return Optional.of(MalformedJson.of(buffer, offset, end));
    }
  }

  private void keep(DocumentStream stream) throws IOException {
    DocumentStream other = idle.getAndSet(stream);
    if (other != null) {
      other.close();
    }
  }
}
