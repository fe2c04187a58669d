package dev.millrace.ingestion.fetch.http;

import dev.millrace.ingestion.fetch.SourceFailures;
import dev.millrace.runs.failure.StepFailure;
import java.util.Set;

/** Where an answer sends a request. */
final class Redirect {
  /** The most redirects of one request. */
  static final int MOST = 5;

  private static final Set<Integer> OF_GET = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> OF_POST = Set.of(307, 308);

  private Redirect() {}

  static boolean is(HttpAnswer answer) {
    return OF_GET.contains(answer.status());
  }

  /**
   * The request that follows.
   *
   * @throws StepFailure when it may not be made: to a host that is not the source's, from https to
   *     http, to an address that may not be asked, or as a GET that was a POST
   */
  static HttpCall follow(HttpCall call, HttpAnswer answer, HostPolicy policy) {
    if (call.body().isPresent() && !OF_POST.contains(answer.status())) {
      throw refused(call, answer, "which would make a GET of a POST, expected 307 or 308");
    }
    String location =
        answer
            .header("location")
            .orElseThrow(() -> refused(call, answer, "but does not say where to"));
    SourceUrl to;
    try {
      to =
          SourceUrl.read(
              SourceUrl.resolve(call.url().uri(), location), policy, call.limits().plain());
    } catch (IllegalArgumentException malformed) {
      throw refused(call, answer, "to what is no address");
    } catch (SourceUrl.Refused refused) {
      throw refused(call, answer, "to an address that may not be asked");
    }
    if (!to.host().equals(call.url().host())
        && !call.limits().redirectHosts().contains(to.host())) {
      throw refused(
          call,
          answer,
          "to the host %s, which `redirect_hosts` does not name".formatted(to.host()));
    }
    if (call.url().isSecure() && !to.isSecure()) {
      throw refused(call, answer, "from https to http");
    }
    return call.at(to);
  }

  static StepFailure tooMany(HttpCall call) {
    return SourceFailures.source(
        "The source redirects more than %d times".formatted(MOST), call.limits().pointer("url"));
  }

  private static StepFailure refused(HttpCall call, HttpAnswer answer, String how) {
    return SourceFailures.source(
        "The source redirects with %d %s".formatted(answer.status(), how),
        call.limits().pointer("url"));
  }
}
