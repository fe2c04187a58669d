package dev.millrace.local.zipcodes;

import dev.millrace.local.support.StackException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** The DynamoDB table that zip codes are looked up in. */
public final class ZipCodeTable {
  /** What the local stack calls it. */
  public static final String LOCAL_NAME = "zip-codes";

  private static final int BATCH = 25;
  private static final int ATTEMPTS = 8;
  private static final long FIRST_WAIT_MILLIS = 50;

  private final DynamoDbClient dynamoDb;
  private final String table;

  public ZipCodeTable(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = dynamoDb;
    this.table = table;
  }

  /**
   * Puts rows in place of those that were there under the same zip code.
   *
   * @return how many
   * @throws StackException when the table keeps refusing some
   */
  public int load(List<ZipCode> zipCodes) {
    for (int from = 0; from < zipCodes.size(); from += BATCH) {
      List<ZipCode> batch = zipCodes.subList(from, Math.min(from + BATCH, zipCodes.size()));
      write(batch.stream().map(ZipCodeTable::put).toList());
    }
    return zipCodes.size();
  }

  private void write(List<WriteRequest> puts) {
    List<WriteRequest> left = puts;
    for (int attempt = 0; !left.isEmpty(); attempt++) {
      if (attempt == ATTEMPTS) {
        throw new StackException(
            "Table %s still refuses %d rows after %d attempts"
                .formatted(table, left.size(), ATTEMPTS));
      }
      if (attempt > 0) {
        pause(FIRST_WAIT_MILLIS << attempt);
      }
      List<WriteRequest> next = left;
      left =
          dynamoDb
              .batchWriteItem(request -> request.requestItems(Map.of(table, next)))
              .unprocessedItems()
              .getOrDefault(table, List.of());
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted", e);
    }
  }

  private static WriteRequest put(ZipCode zipCode) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put("zip_code", AttributeValue.fromS(zipCode.code()));
    zipCode
        .attributes()
        .forEach((name, value) -> item.put(name, AttributeValue.fromN(value.toPlainString())));
    return WriteRequest.builder().putRequest(PutRequest.builder().item(item).build()).build();
  }
}
