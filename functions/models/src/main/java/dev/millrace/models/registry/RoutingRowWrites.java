package dev.millrace.models.registry;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.routing.RoutingItem;
import dev.millrace.routing.RoutingRow;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** What the registry's transactions do with the table of routing rows. Immutable. */
public final class RoutingRowWrites {
  private final String table;

  /** A table by its name. */
  public RoutingRowWrites(String table) {
    this.table = Objects.requireNonNull(table);
  }

  /** A check that a model's row is still what was read of it: empty where there was none. */
  TransactWriteItem requireUnchanged(String model, Optional<RoutingRow> read) {
    ConditionCheck.Builder check =
        ConditionCheck.builder().tableName(table).key(Map.of("model", fromS(model)));
    if (read.isPresent()) {
      check
          .conditionExpression("revision = :revision")
          .expressionAttributeValues(
              Map.of(":revision", fromN(Long.toString(read.get().revision()))));
    } else {
      check.conditionExpression("attribute_not_exists(model)");
    }
    return TransactWriteItem.builder().conditionCheck(check.build()).build();
  }

  /** The write of a model's first row. */
  TransactWriteItem create(RoutingRow row) {
    return TransactWriteItem.builder()
        .put(
            put ->
                put.tableName(table)
                    .item(RoutingItem.of(row))
                    .conditionExpression("attribute_not_exists(model)"))
        .build();
  }
}
