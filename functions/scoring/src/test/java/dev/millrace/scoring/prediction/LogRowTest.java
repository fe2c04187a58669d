package dev.millrace.scoring.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.scoring.fixture.PredictionStates;
import dev.millrace.scoring.score.AnsweredBy;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class LogRowTest {
  @Test
  void aRowTellsTheTimeFromArrivalAndOurOwnShareOfIt() throws IOException {
    Prediction prediction = PredictionStates.state("a", 1, "A");
    LogRow row =
        new LogRow(
            new StoreResult(
                StoredVersion.PREDICTED, prediction, prediction.arrivalTime().plusMillis(95)),
            AnsweredBy.name("1.0.0", 2),
            Origin.STREAM,
            prediction.arrivalTime().plusMillis(70),
            0,
            new LogRow.Latencies(1, 2, 3));

    JsonNode json = new ObjectMapper().readTree(row.json());

    assertThat(json.path("latency_ms").asInt()).isEqualTo(95);
    assertThat(json.path("delivery_to_stored_ms").asInt()).isEqualTo(25);
  }
}
