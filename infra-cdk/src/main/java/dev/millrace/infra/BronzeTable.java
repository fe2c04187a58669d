package dev.millrace.infra;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.glue.CfnTable;
import software.constructs.Construct;

/**
 * What queries see of a stream's bronze objects. Their folders say the partitions, so that nobody
 * has to register an hour when it begins.
 */
final class BronzeTable {
  private static final List<String> COLUMNS =
      List.of(
          "stream",
          "shard_id",
          "sequence_number",
          "partition_key",
          "arrival_time",
          "data",
          "data_base64");

  /** Before anything can have arrived. */
  private static final String FIRST_DAY = "2024-01-01";

  private BronzeTable() {}

  /**
   * Declares a table.
   *
   * @param location the stream's folder, without a slash at the end
   */
  static CfnTable create(
      Construct scope,
      String id,
      String name,
      String database,
      String location,
      RemovalPolicy removal) {
    var table =
        CfnTable.Builder.create(scope, id)
            .catalogId(Stack.of(scope).getAccount())
            .databaseName(database)
            .tableInput(
                CfnTable.TableInputProperty.builder()
                    .name(name)
                    .description("Records as they arrived, by date and hour (UTC) of arrival")
                    .tableType("EXTERNAL_TABLE")
                    .parameters(new TreeMap<>(projection(location)))
                    .partitionKeys(List.of(text("dt"), text("hr")))
                    .storageDescriptor(files(location))
                    .build())
            .build();
    table.applyRemovalPolicy(removal);
    return table;
  }

  private static Map<String, String> projection(String location) {
    return Map.ofEntries(
        Map.entry("EXTERNAL", "TRUE"),
        Map.entry("projection.enabled", "true"),
        Map.entry("projection.dt.type", "date"),
        Map.entry("projection.dt.format", "yyyy-MM-dd"),
        Map.entry("projection.dt.range", FIRST_DAY + ",NOW"),
        Map.entry("projection.dt.interval", "1"),
        Map.entry("projection.dt.interval.unit", "DAYS"),
        Map.entry("projection.hr.type", "integer"),
        Map.entry("projection.hr.range", "0,23"),
        Map.entry("projection.hr.digits", "2"),
        Map.entry("storage.location.template", location + "/dt=${dt}/hr=${hr}/"));
  }

  private static CfnTable.StorageDescriptorProperty files(String location) {
    return CfnTable.StorageDescriptorProperty.builder()
        .location(location + "/")
        .columns(COLUMNS.stream().map(BronzeTable::text).toList())
        .inputFormat("org.apache.hadoop.mapred.TextInputFormat")
        .outputFormat("org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat")
        .serdeInfo(
            CfnTable.SerdeInfoProperty.builder()
                .serializationLibrary("org.openx.data.jsonserde.JsonSerDe")
                .build())
        .build();
  }

  private static CfnTable.ColumnProperty text(String name) {
    return CfnTable.ColumnProperty.builder().name(name).type("string").build();
  }
}
