package dev.millrace.training.run;

/** A piece of a run's work, as a message of the queue names it. */
public sealed interface RunStep {
  /** Builds the part of this number, from 0. */
  record BuildPart(int number) implements RunStep {
    @Override
    public String toString() {
      return "part " + number;
    }
  }

  /** Finds the repeated records among those of the bucket of this number, from 0. */
  record CompareBucket(int number) implements RunStep {
    @Override
    public String toString() {
      return "bucket " + number;
    }
  }
}
