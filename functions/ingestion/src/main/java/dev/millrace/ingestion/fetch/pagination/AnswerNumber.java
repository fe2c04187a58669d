package dev.millrace.ingestion.fetch.pagination;

import dev.millrace.ingestion.fetch.RawPage;
import dev.millrace.ingestion.fetch.SourceFailures;
import dev.millrace.ingestion.fetch.answer.AnswerPlace;
import dev.millrace.ingestion.row.JsonValues;
import java.util.Optional;
import java.util.Set;

/** Counts that an answer tells about itself. */
public final class AnswerNumber {
  private AnswerNumber() {}

  static long required(AnswerPlace place, AnsweredPage page) {
    return required(place, page.document(), page.raw());
  }

  /**
   * The count at a place: a whole number, zero or more, or a text of its digits.
   *
   * @throws dev.millrace.runs.failure.StepFailure when there is none
   */
  public static long required(AnswerPlace place, Object document, RawPage raw) {
    Object value = place.find(document, raw).orElse(null);
    return switch (value) {
      case Long number when number >= 0 -> number;
      case String text when text.matches("[0-9]{1,18}") -> Long.parseLong(text);
      case null -> throw SourceFailures.source("The answer has nothing at `%s`".formatted(place));
      default ->
          throw SourceFailures.source(
              "`%s` of the answer is %s, expected a whole number that is not negative"
                  .formatted(place, JsonValues.kind(value)));
    };
  }

  /** The header that a place is. */
  public static Set<String> headers(Optional<AnswerPlace> place) {
    return place.flatMap(AnswerPlace::header).map(Set::of).orElse(Set.of());
  }
}
