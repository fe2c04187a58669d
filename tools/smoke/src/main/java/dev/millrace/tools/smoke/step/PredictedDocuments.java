package dev.millrace.tools.smoke.step;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.tools.smoke.deployment.HttpApi;
import dev.millrace.tools.smoke.deployment.SmokeDocuments;
import dev.millrace.tools.smoke.deployment.StepFailure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Waits for the stored predictions of documents. */
public final class PredictedDocuments {
  private final HttpApi api;
  private final SmokeDocuments documents;
  private final List<String> pending;
  private String lastSeen = "";

  /** Of documents by their ids. */
  public PredictedDocuments(HttpApi api, SmokeDocuments documents, Collection<String> ids) {
    this.api = api;
    this.documents = documents;
    this.pending = new ArrayList<>(ids);
  }

  /**
   * Asks for each prediction that was not there yet.
   *
   * @return whether all of them are there now
   * @throws StepFailure when an answer is not a prediction of the document
   */
  public boolean areThere() throws StepFailure, InterruptedException {
    for (String id : List.copyOf(pending)) {
      HttpApi.Answer answer = api.prediction(documents.storedId(id));
      if (answer.status() == 200) {
        requirePrediction(id, answer);
        pending.remove(id);
      } else {
        lastSeen =
            "GET /predictions/%s answers %s".formatted(documents.storedId(id), answer.seen());
        return false;
      }
    }
    return true;
  }

  private void requirePrediction(String id, HttpApi.Answer answer) throws StepFailure {
    JsonNode stored = answer.json();
    if (!stored.path("id").asText().equals(documents.storedId(id))
        || !stored.path("prediction").isNumber()) {
      throw new StepFailure(
          "a prediction of document " + id, answer.seen(), "the predictions table");
    }
  }

  /** How many have not been seen. */
  public int missing() {
    return pending.size();
  }

  /** Why the first of those that are missing is not there. */
  public String lastSeen() {
    return lastSeen;
  }
}
