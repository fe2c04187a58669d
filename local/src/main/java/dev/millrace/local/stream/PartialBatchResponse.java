package dev.millrace.local.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What a function's answer says about the records of its batch, read as Lambda reads it. */
sealed interface PartialBatchResponse {
  ObjectMapper JSON = new ObjectMapper();

  /** Every record succeeded. */
  record Success() implements PartialBatchResponse {}

  /** Everything before a record succeeded: the batch is taken up again there. */
  record FailedFrom(int index) implements PartialBatchResponse {}

  /** The answer makes no sense, which fails the whole batch. */
  record Invalid() implements PartialBatchResponse {}

  static PartialBatchResponse read(byte[] answer, List<StreamRecord> batch) {
    JsonNode failures;
    try {
      failures = JSON.readTree(answer).path("batchItemFailures");
    } catch (IOException e) {
      // Lambda reads an answer that is not a JSON object as one that reports nothing.
      return new Success();
    }
    if (failures.isMissingNode()
        || failures.isNull()
        || (failures.isEmpty() && failures.isArray())) {
      return new Success();
    }
    int lowest = batch.size();
    for (JsonNode failure : failures) {
      OptionalInt index =
          sequenceNumber(failure).map(number -> indexOf(number, batch)).orElse(OptionalInt.empty());
      if (index.isEmpty()) {
        return new Invalid();
      }
      lowest = Math.min(lowest, index.getAsInt());
    }
    return lowest == batch.size() ? new Invalid() : new FailedFrom(lowest);
  }

  private static Optional<BigInteger> sequenceNumber(JsonNode failure) {
    String identifier = failure.path("itemIdentifier").asText("");
    return identifier.matches("[0-9]{1,128}")
        ? Optional.of(new BigInteger(identifier))
        : Optional.empty();
  }

  private static OptionalInt indexOf(BigInteger sequenceNumber, List<StreamRecord> batch) {
    for (int index = 0; index < batch.size(); index++) {
      if (batch.get(index).sequenceNumber().equals(sequenceNumber)) {
        return OptionalInt.of(index);
      }
    }
    return OptionalInt.empty();
  }
}
