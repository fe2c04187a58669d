package dev.millrace.ingestion.dataset.column;

import static org.apache.iceberg.types.Types.NestedField.optional;

import dev.millrace.ingestion.stage.StagedRow;
import dev.millrace.ingestion.stage.StagedSource;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** What every row of a dataset says of where it came from. */
public final class TechnicalColumns {
  /** The names of the columns. */
  public static final String JOB = "_millrace_job";

  public static final String SOURCE = "_millrace_source";
  public static final String PAGE = "_millrace_page";
  public static final String OBJECT = "_millrace_object";
  public static final Set<String> NAMES = Set.of(JOB, SOURCE, PAGE, OBJECT);

  private TechnicalColumns() {}

  /** The columns, with ids from this one on. */
  public static List<NestedField> fields(int firstId) {
    return List.of(
        optional(firstId, JOB, Types.StringType.get(), "the job that stored the row"),
        optional(firstId + 1, SOURCE, Types.StringType.get(), "the job's source"),
        optional(firstId + 2, PAGE, Types.IntegerType.get(), "the source's page, from 1"),
        optional(firstId + 3, OBJECT, Types.StringType.get(), "the key of the raw page"));
  }

  /** Sets them in a row. */
  public static void fill(Record row, StagedSource at, StagedRow staged) {
    row.setField(JOB, at.job());
    row.setField(SOURCE, at.source());
    row.setField(PAGE, staged.page());
    row.setField(OBJECT, staged.object());
  }
}
