package dev.millrace.inference;

/** What a model predicts. */
enum Task {
  REGRESSION,
  BINARY,
  MULTICLASS
}
