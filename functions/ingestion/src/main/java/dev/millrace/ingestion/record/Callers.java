package dev.millrace.ingestion.record;

import dev.millrace.common.http.Caller;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.Problem;

/** Who asks. */
final class Callers {
  private Callers() {}

  /**
   * The request's caller.
   *
   * @param what belongs to owners: {@code Records}
   * @throws Problem 401 where no token says who it is
   */
  static Caller required(HttpRequest request, String what) {
    return request
        .caller()
        .orElseThrow(
            () ->
                Problem.unauthorized(
                    "%s belong to who posted the job; expected a token with sub or client_id"
                        .formatted(what)));
  }
}
