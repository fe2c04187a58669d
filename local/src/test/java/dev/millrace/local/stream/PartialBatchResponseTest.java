package dev.millrace.local.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartialBatchResponseTest {
  private static final List<StreamRecord> BATCH =
      LongStream.rangeClosed(1, 3)
          .mapToObj(
              number ->
                  new StreamRecord("key", BigInteger.valueOf(number), Instant.EPOCH, new byte[0]))
          .toList();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "\"text\"",
        "{\"batchItemFailures\":null}",
        "{\"batchItemFailures\":[]}",
        "no json"
      })
  void anAnswerThatReportsNothingIsASuccess(String answer) {
    assertThat(read(answer)).isEqualTo(new PartialBatchResponse.Success());
  }

  @Test
  void theLowestReportedRecordCountsWhateverTheOrder() {
    String answer =
        "{\"batchItemFailures\":[{\"itemIdentifier\":\"3\"},{\"itemIdentifier\":\"2\"}]}";

    assertThat(read(answer)).isEqualTo(new PartialBatchResponse.FailedFrom(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"batchItemFailures\":[{\"itemIdentifier\":\"4\"}]}",
        "{\"batchItemFailures\":[{\"itemIdentifier\":\"\"}]}",
        "{\"batchItemFailures\":[{\"itemIdentifier\":null}]}",
        "{\"batchItemFailures\":[{}]}",
        "{\"batchItemFailures\":[{\"itemIdentifier\":\"2\"},{\"wrong\":\"3\"}]}"
      })
  void anIdentifierThatIsNoneFailsTheWholeBatch(String answer) {
    assertThat(read(answer)).isEqualTo(new PartialBatchResponse.Invalid());
  }

  private static PartialBatchResponse read(String answer) {
    return PartialBatchResponse.read(answer.getBytes(StandardCharsets.UTF_8), BATCH);
  }
}
