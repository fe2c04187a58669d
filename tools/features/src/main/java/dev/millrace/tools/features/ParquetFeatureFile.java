package dev.millrace.tools.features;

import com.github.luben.zstd.ZstdCompressCtx;
import dev.millrace.features.definition.FeatureDefinition;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.kind.FeatureType;
import dev.millrace.features.lookup.HeldKey;
import dev.millrace.features.plan.FeatureVector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rows as Parquet: {@code record_id} (string), {@code event_time} (timestamp in UTC, milliseconds),
 * a column a feature (int32 where all its values are whole, else double, or string; null only where
 * its default is null), and the keys of look-ups (string or null).
 */
final class ParquetFeatureFile implements FeatureFile {
  /** Random ids gain nothing from a higher one. */
  private static final int COMPRESSION_LEVEL = 1;

  private final FeatureColumns columns;
  private final List<ParquetColumn> all = new ArrayList<>();
  private final ParquetFile file;

  ParquetFeatureFile(Path path, FeatureColumns columns) throws IOException {
    this.columns = columns;
    all.add(ParquetColumn.text(FeatureColumns.RECORD_ID, false));
    all.add(ParquetColumn.timestamp(FeatureColumns.EVENT_TIME));
    columns.features().forEach(feature -> all.add(column(feature)));
    columns.keys().forEach(key -> all.add(ParquetColumn.text(key.name(), true)));
    file = new ParquetFile(path, all);
  }

  private static ParquetColumn column(FeatureDefinition feature) {
    if (feature.type() == FeatureType.CATEGORY) {
      return ParquetColumn.text(feature.name(), feature.isNullable());
    }
    return FeatureColumns.isWhole(feature)
        ? ParquetColumn.wholeNumber(feature.name(), feature.isNullable())
        : ParquetColumn.doubleNumber(feature.name(), feature.isNullable());
  }

  @Override
  public RowBatch batch() {
    return new Batch();
  }

  @Override
  public void append(RowBatch batch) throws IOException {
    if (batch instanceof Batch rows && rows.rows() > 0) {
      file.append(rows.pages);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private final class Batch implements RowBatch {
    private final List<ParquetPage> pages = all.stream().map(ParquetColumn::page).toList();
    private final ZstdCompressCtx zstd = new ZstdCompressCtx().setLevel(COMPRESSION_LEVEL);

    /** By feature: whether its column is one of whole numbers. */
    private final boolean[] whole = new boolean[columns.features().size()];

    Batch() {
      for (int i = 0; i < whole.length; i++) {
        whole[i] = FeatureColumns.isWhole(columns.features().get(i));
      }
    }

    @Override
    public void clear() {
      pages.forEach(ParquetPage::clear);
    }

    @Override
    public void add(DocumentRecord record, FeatureVector vector, List<HeldKey> keys) {
      pages.get(0).add(record.id());
      pages.get(1).add(record.eventTime().toEpochMilli());
      for (int i = 0; i < whole.length; i++) {
        add(pages.get(2 + i), vector, i);
      }
      for (int i = 0; i < columns.keys().size(); i++) {
        ParquetPage page = pages.get(2 + whole.length + i);
        Optional<String> key = keys.get(columns.keys().get(i).lookup()).key();
        key.ifPresentOrElse(page::add, page::addNull);
      }
    }

    private void add(ParquetPage page, FeatureVector vector, int i) {
      if (vector.isMissing(i)) {
        page.addNull();
      } else if (vector.type(i) == FeatureType.CATEGORY) {
        page.add(vector.text(i));
      } else if (whole[i]) {
        page.add((int) vector.number(i));
      } else {
        page.add(vector.number(i));
      }
    }

    @Override
    public void end() {
      if (rows() > 0) {
        pages.forEach(page -> page.end(zstd));
      }
    }

    @Override
    public int rows() {
      return pages.getFirst().count();
    }

    @Override
    public void close() {
      zstd.close();
    }
  }
}
