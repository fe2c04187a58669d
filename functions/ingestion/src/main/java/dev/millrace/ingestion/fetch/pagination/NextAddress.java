package dev.millrace.ingestion.fetch.pagination;

import dev.millrace.ingestion.fetch.SourceFailures;
import dev.millrace.ingestion.fetch.http.HostPolicy;
import dev.millrace.ingestion.fetch.http.HttpCall.CallLimits;
import dev.millrace.ingestion.fetch.http.QueryParameters;
import dev.millrace.ingestion.fetch.http.SourceUrl;
import dev.millrace.runs.failure.StepFailure;
import java.net.URI;
import java.util.Set;

/**
 * What a source gives as the address of its next page: taken only where it is on the source's host
 * or one of {@code redirect_hosts}, and kept without the parameters that hold secrets.
 */
public record NextAddress(
    SourceUrl source, HostPolicy policy, CallLimits limits, Set<String> secrets) {
  /** The whole address without secrets. It may be relative to that of the page that gave it. */
  String of(String text, PageCursor from) {
    String base = from.isFirst() ? source.uri().toString() : from.at();
    String whole;
    try {
      whole = SourceUrl.resolve(URI.create(base), text);
    } catch (IllegalArgumentException malformed) {
      throw refused("is no address");
    }
    return QueryParameters.without(checked(whole).uri(), secrets);
  }

  /**
   * An address that this gave.
   *
   * @throws StepFailure when the source may not be asked there
   */
  public SourceUrl checked(String text) {
    SourceUrl url;
    try {
      url = SourceUrl.read(text, policy, limits.plain());
    } catch (SourceUrl.Refused refused) {
      throw refused("may not be asked");
    }
    if (!url.host().equals(source.host()) && !limits.redirectHosts().contains(url.host())) {
      throw refused(
          "is on the host %s, which `redirect_hosts` does not name".formatted(url.host()));
    }
    if (source.isSecure() && !url.isSecure()) {
      throw refused("is http, and the source's https");
    }
    return url;
  }

  private StepFailure refused(String how) {
    return SourceFailures.source("The address of the next page " + how);
  }
}
