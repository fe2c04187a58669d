package dev.millrace.models.rollout;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Deadline;
import dev.millrace.runs.Run;
import dev.millrace.runs.RunStatus;
import dev.millrace.runs.http.RunView;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A rollout as answers tell it. Thread-safe. */
public final class RolloutView implements RunView {
  private final RolloutJudge judge;

  /** Views of the rollouts that a judge knows. */
  public RolloutView(RolloutJudge judge) {
    this.judge = Objects.requireNonNull(judge);
  }

  @Override
  public String status(Run run) {
    return RolloutOutcome.word(run.status());
  }

  @Override
  public Set<RunStatus> statuses(String word) {
    return RolloutOutcome.statuses(word);
  }

  @Override
  public List<String> words() {
    return RolloutOutcome.words();
  }

  /** While it runs: {@code "measured"}, what its judgement is made from. */
  @Override
  public void writeDetails(Run run, JsonGenerator json, Deadline deadline) throws IOException {
    Optional<RolloutWindow> window =
        run.status().isFinal() ? Optional.empty() : judge.window(run, deadline);
    if (window.isPresent()) {
      json.writeFieldName("measured");
      window.get().write(json);
    }
  }
}
