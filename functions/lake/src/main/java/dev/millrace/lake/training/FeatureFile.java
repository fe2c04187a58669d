package dev.millrace.lake.training;

import dev.millrace.features.FeatureSchema;
import dev.millrace.features.FeatureVector;
import dev.millrace.features.FeatureVectors;
import dev.millrace.features.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/**
 * A Parquet file of sessions and the features that their documents alone give: {@code record_id}
 * (string), {@code event_time} (timestamp in UTC, milliseconds), {@code day_of_year} (1 to 366),
 * {@code day_of_week} (Monday 0), {@code hour_of_day} (0 to 23), {@code zip_code} (string or null).
 */
final class FeatureFile implements AutoCloseable {
  static final List<String> FEATURES = List.of("day_of_year", "day_of_week", "hour_of_day");

  /** What a row group may take in memory; readers take about as much. */
  private static final long ROW_GROUP_BYTES = 16 << 20;

  private static final MessageType SCHEMA = schema();

  private final FeatureVectors vectors = new FeatureVectors(FeatureSchema.of(FEATURES, Map.of()));
  private final ParquetWriter<Session> writer;

  /** Creates the file, or replaces what is there. */
  FeatureFile(Path file) throws IOException {
    writer =
        new Builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
            .withWriterVersion(WriterVersion.PARQUET_1_0)
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .withDictionaryEncoding("record_id", false)
            .withDictionaryEncoding("event_time", false)
            .build();
  }

  void write(Session session) throws IOException {
    writer.write(session);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }

  private static MessageType schema() {
    var message =
        Types.buildMessage()
            .required(PrimitiveTypeName.BINARY)
            .as(LogicalTypeAnnotation.stringType())
            .named("record_id")
            .required(PrimitiveTypeName.INT64)
            .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MILLIS))
            .named("event_time");
    for (String feature : FEATURES) {
      message = message.required(PrimitiveTypeName.INT32).named(feature);
    }
    return message
        .optional(PrimitiveTypeName.BINARY)
        .as(LogicalTypeAnnotation.stringType())
        .named("zip_code")
        .named("session");
  }

  private final class Builder extends ParquetWriter.Builder<Session, Builder> {
    Builder(OutputFile file) {
      super(file);
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    @Deprecated
    protected WriteSupport<Session> getWriteSupport(org.apache.hadoop.conf.Configuration unused) {
      return new SessionColumns();
    }

    @Override
    protected WriteSupport<Session> getWriteSupport(ParquetConfiguration unused) {
      return new SessionColumns();
    }
  }

  private final class SessionColumns extends WriteSupport<Session> {
    private RecordConsumer row;

    @Override
    @Deprecated
    public WriteContext init(org.apache.hadoop.conf.Configuration unused) {
      return new WriteContext(SCHEMA, Map.of());
    }

    @Override
    public WriteContext init(ParquetConfiguration unused) {
      return new WriteContext(SCHEMA, Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
      this.row = consumer;
    }

    @Override
    public void write(Session session) {
      FeatureVector vector = vectors.of(session, Optional.empty());
      row.startMessage();
      text(0, session.id());
      row.startField(SCHEMA.getFieldName(1), 1);
      row.addLong(session.createdDateTime().toEpochMilli());
      row.endField(SCHEMA.getFieldName(1), 1);
      for (int i = 0; i < vector.size(); i++) {
        int column = 2 + i;
        row.startField(SCHEMA.getFieldName(column), column);
        row.addInteger((int) vector.get(i));
        row.endField(SCHEMA.getFieldName(column), column);
      }
      session.zipCode().ifPresent(zipCode -> text(2 + vector.size(), zipCode));
      row.endMessage();
    }

    private void text(int column, String value) {
      row.startField(SCHEMA.getFieldName(column), column);
      row.addBinary(Binary.fromString(value));
      row.endField(SCHEMA.getFieldName(column), column);
    }
  }
}
