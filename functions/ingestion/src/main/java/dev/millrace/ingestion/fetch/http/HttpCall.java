package dev.millrace.ingestion.fetch.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One request.
 *
 * @param body sent by POST; a GET where there is none
 * @param limits of its answer
 */
public record HttpCall(
    SourceUrl url, List<RequestHeader> headers, Optional<byte[]> body, CallLimits limits) {
  public HttpCall {
    headers = List.copyOf(headers);
  }

  /**
   * How far a request goes.
   *
   * @param timeout of the whole answer, redirects included
   * @param maximumBytes of the body, packed and unpacked
   * @param redirectHosts where redirects may lead besides the source's own host, in lower case
   * @param plain whether {@code http} is fine for hosts that the deployment does not allow
   * @param pointer to the source's definition, for messages
   */
  public record CallLimits(
      Duration timeout,
      int maximumBytes,
      Set<String> redirectHosts,
      boolean plain,
      String pointer) {
    public CallLimits {
      redirectHosts = Set.copyOf(redirectHosts);
    }

    /** The pointer to a member of the source. */
    String pointer(String member) {
      return pointer + '/' + member;
    }
  }

  /** The same request of another address, without what is for this one's host alone. */
  public HttpCall at(SourceUrl to) {
    List<RequestHeader> kept =
        to.hasOriginOf(url)
            ? headers
            : headers.stream().filter(header -> !header.confidential()).toList();
    return new HttpCall(to, kept, body, limits);
  }

  @Override
  public String toString() {
    return (body.isPresent() ? "POST " : "GET ") + url;
  }
}
