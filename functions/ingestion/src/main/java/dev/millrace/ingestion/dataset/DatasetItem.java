package dev.millrace.ingestion.dataset;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromL;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromM;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A row of the catalogue's table as attributes. */
record DatasetItem(Map<String, AttributeValue> attributes) {
  DatasetItem {
    attributes = Map.copyOf(attributes);
  }

  static AttributeValue texts(List<String> texts) {
    return fromL(texts.stream().map(AttributeValue::fromS).toList());
  }

  static AttributeValue columns(List<DatasetColumn> columns) {
    return fromL(
        columns.stream()
            .map(
                column ->
                    fromM(
                        Map.of(
                            "name", fromS(column.name()),
                            "field", fromS(column.field()),
                            "type", fromS(column.type().name()))))
            .toList());
  }

  CataloguedDataset dataset() {
    return new CataloguedDataset(
        text("name"),
        text("owner"),
        key(),
        optional("time_column"),
        Instant.parse(text("created_at")),
        Instant.parse(text("updated_at")),
        list("columns").stream().map(AttributeValue::m).map(DatasetItem::column).toList(),
        number("rows_stored"),
        number("last_rows"),
        optional("last_job"));
  }

  String text(String name) {
    return optional(name)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Attribute %s of the dataset %s is missing, expected a string"
                        .formatted(name, attributes.get("name"))));
  }

  List<String> key() {
    return list("key").stream().map(AttributeValue::s).toList();
  }

  private Optional<String> optional(String name) {
    return Optional.ofNullable(attributes.get(name)).map(AttributeValue::s);
  }

  private List<AttributeValue> list(String name) {
    AttributeValue value = attributes.get(name);
    return value == null ? List.of() : value.l();
  }

  private long number(String name) {
    AttributeValue value = attributes.get(name);
    return value == null ? 0 : Long.parseLong(value.n());
  }

  private static DatasetColumn column(Map<String, AttributeValue> column) {
    return new DatasetColumn(
        column.get("name").s(),
        column.get("field").s(),
        ColumnType.valueOf(column.get("type").s()));
  }
}
