package dev.millrace.tools.features;

import dev.millrace.features.FeatureSchema;
import dev.millrace.features.FeatureVector;
import dev.millrace.features.FeatureVectors;
import dev.millrace.features.session.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Parquet file of sessions and the features that their documents alone give: {@code record_id}
 * (string), {@code event_time} (timestamp in UTC, milliseconds), {@code day_of_year} (1 to 366),
 * {@code day_of_week} (Monday 0), {@code hour_of_day} (0 to 23), {@code zip_code} (string or null).
 */
final class FeatureFile implements AutoCloseable {
  static final List<String> FEATURES = List.of("day_of_year", "day_of_week", "hour_of_day");

  private final FeatureVectors vectors = new FeatureVectors(FeatureSchema.of(FEATURES, Map.of()));
  private final ParquetColumn recordId = ParquetColumn.text("record_id");
  private final ParquetColumn eventTime = ParquetColumn.timestamp("event_time");
  private final List<ParquetColumn> features =
      FEATURES.stream().map(ParquetColumn::wholeNumber).toList();
  private final ParquetColumn zipCode = ParquetColumn.optionalText("zip_code");
  private final ParquetFile file;

  /** Creates the file, or replaces what is there. */
  FeatureFile(Path path) throws IOException {
    List<ParquetColumn> columns = new ArrayList<>(List.of(recordId, eventTime));
    columns.addAll(features);
    columns.add(zipCode);
    file = new ParquetFile(path, columns);
  }

  void write(Session session) throws IOException {
    FeatureVector vector = vectors.of(session, Optional.empty());
    recordId.add(session.id());
    eventTime.add(session.createdDateTime().toEpochMilli());
    for (int i = 0; i < features.size(); i++) {
      features.get(i).add((int) vector.get(i));
    }
    session.zipCode().ifPresentOrElse(zipCode::add, zipCode::addNull);
    file.endRow();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
