package dev.millrace.scoring.model;

/** What to do while the endpoint's model takes other features than the function computes. */
public enum WhenFeaturesDiffer {
  /** Answer at once that the model is unavailable: somebody waits for the answer. */
  ANSWER,

  /** Ask again until the deadline: a deployment replaces the model or the function. */
  WAIT
}
