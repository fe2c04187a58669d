package dev.millrace.ingestion.fetch.source;

import dev.millrace.ingestion.fetch.http.GuardedHttpClient;
import dev.millrace.ingestion.fetch.secret.SourceSecrets;
import java.time.InstantSource;
import java.util.Objects;

/**
 * What sources are read and fetched with, one for a function. Thread-safe.
 *
 * @param http its policy holds the hosts that the deployment allows, its observer is told of
 *     attempts
 * @param secretPrefix what stands before the host in the names of secrets: a source at {@code
 *     api.example.com} may refer to those that begin with {@code PREFIXapi.example.com/}, so that
 *     whoever may post a source cannot have a secret sent to a host of theirs
 */
public record FetchServices(
    GuardedHttpClient http, SourceSecrets secrets, InstantSource clock, String secretPrefix) {
  public FetchServices {
    Objects.requireNonNull(http);
    Objects.requireNonNull(secrets);
    Objects.requireNonNull(clock);
    Objects.requireNonNull(secretPrefix);
  }
}
