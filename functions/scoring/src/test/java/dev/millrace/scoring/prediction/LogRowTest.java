package dev.millrace.scoring.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.scoring.fixture.PredictionStates;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogRowTest {
  @Test
  void aRowTellsTheTimeFromArrivalAndOurOwnShareOfIt() throws IOException {
    Prediction prediction = PredictionStates.state("a", 1, "A");
    LogRow row =
        new LogRow(
            new StoreResult(
                StoredVersion.PREDICTED, prediction, prediction.arrivalTime().plusMillis(95)),
            prediction.arrivalTime().plusMillis(70),
            0,
            new LogRow.Latencies(1, 2, 3));

    JsonNode json = new ObjectMapper().readTree(row.json(List.of("hour_of_day", "zip_known")));

    assertThat(json.path("latency_ms").asInt()).isEqualTo(95);
    assertThat(json.path("delivery_to_stored_ms").asInt()).isEqualTo(25);
  }
}
