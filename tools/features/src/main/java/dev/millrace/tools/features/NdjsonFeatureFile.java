package dev.millrace.tools.features;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Json;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.kind.FeatureType;
import dev.millrace.features.lookup.HeldKey;
import dev.millrace.features.plan.FeatureVector;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Rows as lines of JSON: {@code {"record_id", "event_time", "features": {...}}}, and the keys of
 * look-ups beside the features. The time is ISO-8601 in UTC; whole numbers have no fraction part; a
 * value that is missing is null.
 */
final class NdjsonFeatureFile implements FeatureFile {
  private final FeatureColumns columns;
  private final OutputStream output;

  NdjsonFeatureFile(Path file, FeatureColumns columns) throws IOException {
    this.columns = columns;
    this.output = new BufferedOutputStream(Files.newOutputStream(file));
  }

  @Override
  public RowBatch batch() {
    return new Batch();
  }

  @Override
  public void append(RowBatch batch) throws IOException {
    if (batch instanceof Batch lines) {
      lines.bytes.writeTo(output);
    }
  }

  @Override
  public void close() throws IOException {
    output.close();
  }

  private final class Batch implements RowBatch {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final JsonGenerator json;
    private int rows;

    Batch() {
      try {
        json = Json.FACTORY.createGenerator(bytes).setRootValueSeparator(null);
      } catch (IOException impossible) {
        throw inMemory(impossible);
      }
    }

    @Override
    public void clear() {
      bytes.reset();
      rows = 0;
    }

    @Override
    public void add(DocumentRecord record, FeatureVector vector, List<HeldKey> keys) {
      try {
        json.writeStartObject();
        json.writeStringField(FeatureColumns.RECORD_ID, record.id());
        json.writeStringField(FeatureColumns.EVENT_TIME, Json.time(record.eventTime()));
        for (FeatureColumns.Key key : columns.keys()) {
          json.writeStringField(key.name(), keys.get(key.lookup()).key().orElse(null));
        }
        json.writeObjectFieldStart("features");
        for (int i = 0; i < vector.size(); i++) {
          json.writeFieldName(vector.names().get(i));
          writeValue(vector, i);
        }
        json.writeEndObject();
        json.writeEndObject();
        json.writeRaw('\n');
        rows++;
      } catch (IOException impossible) {
        throw inMemory(impossible);
      }
    }

    private void writeValue(FeatureVector vector, int i) throws IOException {
      if (vector.isMissing(i)) {
        json.writeNull();
      } else if (vector.type(i) == FeatureType.CATEGORY) {
        json.writeString(vector.text(i));
      } else {
        Json.number(json, vector.number(i));
      }
    }

    @Override
    public void end() {
      try {
        json.flush();
      } catch (IOException impossible) {
        throw inMemory(impossible);
      }
    }

    @Override
    public int rows() {
      return rows;
    }

    @Override
    public void close() {
      try {
        json.close();
      } catch (IOException impossible) {
        throw inMemory(impossible);
      }
    }

    private static UncheckedIOException inMemory(IOException impossible) {
      return new UncheckedIOException("memory cannot fail to be written", impossible);
    }
  }
}
