package dev.millrace.ingestion.http;

import dev.millrace.common.http.Problem;
import dev.millrace.ingestion.definition.InvalidDefinition;
import java.util.function.Supplier;

/** Tells what is wrong with a definition as a problem with the place's JSON Pointer. */
final class DefinitionProblems {
  private DefinitionProblems() {}

  /**
   * What is read.
   *
   * @throws Problem 400 where the definition is invalid
   */
  static <T> T told(Supplier<T> read) {
    try {
      return read.get();
    } catch (InvalidDefinition invalid) {
      Problem problem =
          Problem.badRequest(invalid.getMessage())
              .with("pointer", json -> json.writeString(invalid.pointer()));
      problem.initCause(invalid);
      throw problem;
    }
  }
}
