package dev.millrace.ingestion.rule.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.common.Deadline;
import dev.millrace.testsupport.DynamoDbProxy;
import dev.millrace.testsupport.DynamoDbServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class LookupRowTableTest {
  private static final String NAME = DynamoDbServer.newTable("_millrace_key");
  private static final Duration LONG = Duration.ofMinutes(1);

  private static void put(String key, Map<String, AttributeValue> attributes) {
    Map<String, AttributeValue> item = new HashMap<>(attributes);
    item.put("_millrace_key", AttributeValue.fromS(key));
    DynamoDbServer.client().putItem(put -> put.tableName(NAME).item(item));
  }

  private static LookupRowTable rows() {
    return new LookupRowTable(DynamoDbServer.client(), NAME, Deadline.after(LONG));
  }

  @Test
  void rowsHaveTheirNumbersAndTextsAndUnknownKeysNone() {
    put(
        "zip_codes#01099",
        Map.of(
            "name", AttributeValue.fromS("South Hadley"),
            "median_income", AttributeValue.fromN("64000"),
            "share", AttributeValue.fromN("0.25"),
            "exact", AttributeValue.fromN("0.1234567890123456789012345")));

    assertThat(rows().find("zip_codes", Set.of("01099", "00000")))
        .isEqualTo(
            Map.of(
                "01099",
                Map.of(
                    "name",
                    "South Hadley",
                    "median_income",
                    64000L,
                    "share",
                    0.25,
                    "exact",
                    new BigDecimal("0.1234567890123456789012345"))));
    assertThat(rows().find("other", Set.of("01099"))).isEmpty();
  }

  @Test
  void moreKeysThanACallTakesAreReadAndNoneTwice() throws IOException {
    for (int key = 0; key < 250; key++) {
      put("many#" + key, Map.of("n", AttributeValue.fromN(Integer.toString(key))));
    }
    Set<String> keys =
        IntStream.range(0, 300).mapToObj(Integer::toString).collect(Collectors.toSet());
    AtomicInteger calls = new AtomicInteger();
    try (DynamoDbProxy proxy =
        new DynamoDbProxy(
            (operation, body) -> {
              calls.incrementAndGet();
              return DynamoDbProxy.Fault.NONE;
            })) {
      LookupRowTable rows = new LookupRowTable(proxy.client(), NAME, Deadline.after(LONG));

      Map<String, Map<String, Object>> found = rows.find("many", keys);

      assertThat(found).hasSize(250).containsEntry("249", Map.of("n", 249L));
      assertThat(rows.find("many", keys)).isEqualTo(found);
      assertThat(calls).hasValue(3);
    }
  }

  @Test
  void aTableThatDoesNotAnswerIsToBeAskedAgainLater() throws IOException {
    try (DynamoDbProxy proxy =
        new DynamoDbProxy((operation, body) -> DynamoDbProxy.Fault.REFUSED)) {
      LookupRowTable rows = new LookupRowTable(proxy.client(), NAME, Deadline.after(LONG));

      assertThatExceptionOfType(LookupUnavailable.class)
          .isThrownBy(() -> rows.find("zip_codes", Set.of("secret key")))
          .withMessage("Look-up table zip_codes: 1 keys could not be read");
    }
  }

  @Test
  void noCallGoesBeyondTheDeadline() {
    LookupRowTable rows =
        new LookupRowTable(DynamoDbServer.client(), NAME, Deadline.after(Duration.ZERO));

    assertThatExceptionOfType(LookupUnavailable.class)
        .isThrownBy(() -> rows.find("zip_codes", Set.of("01099")));
  }
}
