package dev.millrace.models.rollout;

import java.util.Objects;

/** What a judgement of a rollout comes to. */
sealed interface Verdict {
  /** The step goes on. */
  record Bake() implements Verdict {}

  /** The next step begins. */
  record Advance() implements Verdict {}

  /** The version is to be the active one. */
  record Promote() implements Verdict {}

  /**
   * The canary is taken back.
   *
   * @param reason a guardrail's name, {@code insufficient_sample} or {@code not_loaded}
   * @param detail a sentence: what was met, what was expected
   */
  record RollBack(String reason, String detail) implements Verdict {
    /** Checks that nothing is null. */
    public RollBack {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(detail, "detail");
    }
  }
}
