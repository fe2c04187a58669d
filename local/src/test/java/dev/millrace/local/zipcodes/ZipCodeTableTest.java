package dev.millrace.local.zipcodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.local.emulator.DynamoDbEmulator;
import dev.millrace.local.support.LocalCredentials;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** A number is taken exactly when DynamoDB takes it. */
class ZipCodeTableTest {
  private static final String CODE = "02134";

  private static DynamoDbEmulator emulator;
  private static DynamoDbClient dynamoDb;

  @BeforeAll
  static void start() throws Exception {
    emulator = DynamoDbEmulator.inMemory();
    dynamoDb =
        DynamoDbClient.builder()
            .endpointOverride(emulator.endpoint())
            .region(Region.EU_WEST_1)
            .credentialsProvider(LocalCredentials.create())
            .build();
    dynamoDb.createTable(
        table ->
            table
                .tableName("zips")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                    AttributeDefinition.builder()
                        .attributeName("zip_code")
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .keySchema(
                    KeySchemaElement.builder()
                        .attributeName("zip_code")
                        .keyType(KeyType.HASH)
                        .build()));
  }

  @AfterAll
  static void stop() {
    dynamoDb.close();
    emulator.close();
  }

  private static void load(BigDecimal number) {
    new ZipCodeTable(dynamoDb, "zips")
        .load(List.of(new ZipCode(CODE, Map.of("median_income", number))));
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
    BigDecimal number = DynamoDbNumber.parse(text).orElseThrow();

    load(number);

    String stored =
        dynamoDb
            .getItem(
                get -> get.tableName("zips").key(Map.of("zip_code", AttributeValue.fromS(CODE))))
            .item()
            .get("median_income")
            .n();
    assertThat(new BigDecimal(stored)).isEqualByComparingTo(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1e126", "-1e126", "9.9e-131", "1.23456789012345678901234567890123456789"})
  void aNumberBeyondThemIsTakenByNeither(String text) {
    assertThat(DynamoDbNumber.parse(text)).isEmpty();
    assertThatThrownBy(() -> load(new BigDecimal(text))).isInstanceOf(DynamoDbException.class);
  }
}
