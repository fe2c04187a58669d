package dev.millrace.lake.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.features.lookup.AttributeNumber;
import dev.millrace.testsupport.DynamoDbServer;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/** A number is taken exactly when DynamoDB takes it. */
class AttributeNumberTest {
  private static final String TABLE = DynamoDbServer.newTable("_millrace_key");
  private static final AttributeValue KEY = AttributeValue.fromS("t#k");

  private static void put(String number) {
    DynamoDbServer.client()
        .putItem(
            put ->
                put.tableName(TABLE)
                    .item(Map.of("_millrace_key", KEY, "size", AttributeValue.fromN(number))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9.9999999999999999999999999999999999999e125",
        "-9.9999999999999999999999999999999999999e125",
        "1e-130",
        "-1e-130",
        "9.9999999999999999999999999999999999999e-130",
        "0e999999999",
        "64000.500"
      })
  void aNumberWithinTheLimitsIsStoredAsItIs(String text) {
    String plain = AttributeNumber.plain(text).orElseThrow();

    put(plain);

    String stored =
        DynamoDbServer.client()
            .getItem(get -> get.tableName(TABLE).key(Map.of("_millrace_key", KEY)))
            .item()
            .get("size")
            .n();
    assertThat(new BigDecimal(stored)).isEqualByComparingTo(new BigDecimal(text));
    assertThat(Double.parseDouble(stored)).isEqualTo(Double.parseDouble(plain));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1e126", "-1e126", "9.9e-131", "1.23456789012345678901234567890123456789"})
  void aNumberBeyondThemIsTakenByNeither(String text) {
    assertThat(AttributeNumber.plain(text)).isEmpty();
    assertThatThrownBy(() -> put(text)).isInstanceOf(DynamoDbException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e999999999",
        "-1e-999999999",
        "1e2147483647",
        "100e2147483647",
        "1e99999999999",
        "1234567890123456789012345678901234567890",
        "NaN",
        "1,5",
        "0x10",
        "1d",
        "\u0661",
        "1_000",
        "1e",
        ".",
        "-",
        "$5",
        ""
      })
  void whatIsNoNumberIsNotTaken(String text) {
    assertThat(AttributeNumber.plain(text)).isEmpty();
  }
}
