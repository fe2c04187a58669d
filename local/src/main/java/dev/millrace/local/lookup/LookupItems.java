package dev.millrace.local.lookup;

import dev.millrace.local.support.StackException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * The stack's table of look-ups, written without the function that does it otherwise: a stack is to
 * be ready in seconds.
 */
public final class LookupItems {
  /** From when on the rows are valid: long before any event of the samples. */
  public static final String VALID_FROM = "2000-01-01T00:00:00.000Z";

  /** What the local stack calls the table. */
  static final String TABLE = "lookups";

  private static final int BATCH = 25;

  private final DynamoDbClient dynamoDb;

  /** The table of a stack. */
  public LookupItems(DynamoDbClient dynamoDb) {
    this.dynamoDb = dynamoDb;
  }

  /**
   * Puts items in place of those that were there under the same key.
   *
   * @throws StackException when the table refuses some
   */
  public void load(List<LookupItem> items) {
    for (int from = 0; from < items.size(); from += BATCH) {
      List<WriteRequest> batch =
          items.subList(from, Math.min(from + BATCH, items.size())).stream()
              .map(LookupItems::put)
              .toList();
      if (dynamoDb
          .batchWriteItem(request -> request.requestItems(Map.of(TABLE, batch)))
          .unprocessedItems()
          .containsKey(TABLE)) {
        throw new StackException("Table %s refuses rows of look-ups".formatted(TABLE));
      }
    }
  }

  private static WriteRequest put(LookupItem row) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put("_millrace_key", AttributeValue.fromS(row.table() + "#" + row.key()));
    item.put("_millrace_valid_from", AttributeValue.fromS(VALID_FROM));
    row.numbers()
        .forEach((name, value) -> item.put(name, AttributeValue.fromN(value.toPlainString())));
    return WriteRequest.builder().putRequest(PutRequest.builder().item(item).build()).build();
  }
}
