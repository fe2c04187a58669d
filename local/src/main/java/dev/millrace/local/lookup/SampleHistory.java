package dev.millrace.local.lookup;

import dev.millrace.local.LocalStack;
import dev.millrace.local.support.IcebergCatalog;
import dev.millrace.local.support.LocalCredentials;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.aws.glue.GlueCatalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;

/**
 * The sample's rows in the history of look-ups, appended once, without the function that does it
 * otherwise: a process for it would stay for as long as the stack does.
 */
public final class SampleHistory {
  private SampleHistory() {}

  /** Appends the items, all of one look-up table, unless the history has rows of that table. */
  public static void append(LocalStack stack, List<LookupItem> items) throws IOException {
    if (items.isEmpty()) {
      return;
    }
    Map<String, String> stackIs = stack.environment();
    String database =
        stack.functions().find("LoadLookup").orElseThrow().environment().get("SILVER_DATABASE");
    try (GlueCatalog catalog =
        IcebergCatalog.of(
            URI.create(stackIs.get("AWS_ENDPOINT_URL_GLUE")),
            URI.create(stackIs.get("AWS_ENDPOINT_URL_S3")),
            stackIs.get("AWS_REGION"),
            LocalCredentials.create())) {
      Table table = catalog.loadTable(TableIdentifier.of(database, "lookup_history"));
      if (!holds(table, items.getFirst().table())) {
        append(table, items);
      }
    }
  }

  private static boolean holds(Table table, String lookup) throws IOException {
    try (CloseableIterable<FileScanTask> files =
        table.newScan().filter(Expressions.equal("table", lookup)).planFiles()) {
      return files.iterator().hasNext();
    }
  }

  private static void append(Table table, List<LookupItem> items) throws IOException {
    Record row = GenericRecord.create(table.schema());
    fill(row, items.getFirst());
    PartitionKey partition = new PartitionKey(table.spec(), table.schema());
    partition.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(row));
    DataWriter<Record> writer =
        new GenericFileWriterFactory.Builder(table)
            .build()
            .newDataWriter(
                OutputFileFactory.builderFor(table, 0, 0)
                    .operationId(UUID.randomUUID().toString())
                    .build()
                    .newOutputFile(partition),
                table.spec(),
                partition);
    try (writer) {
      for (LookupItem item : items) {
        fill(row, item);
        writer.write(row);
      }
    }
    table.newAppend().appendFile(writer.toDataFile()).commit();
  }

  private static void fill(Record row, LookupItem item) {
    row.setField("table", item.table());
    row.setField("key", item.key());
    row.setField("valid_from", OffsetDateTime.parse(LookupItems.VALID_FROM));
    row.setField(
        "attributes",
        item.numbers().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, number -> plain(number.getValue()))));
    row.setField("_millrace_numbers", String.join(",", new TreeSet<>(item.numbers().keySet())));
  }

  private static String plain(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }
}
