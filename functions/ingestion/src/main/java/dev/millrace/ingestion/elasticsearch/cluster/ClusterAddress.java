package dev.millrace.ingestion.elasticsearch.cluster;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a cluster is, and how it is to be approached.
 *
 * @param url {@code http} or {@code https}, with a host, perhaps a port and a path, no slash at its
 *     end
 * @param certificateAuthority name or ARN of a secret that holds the certificates in PEM form that
 *     are trusted in place of the public ones
 */
public record ClusterAddress(
    URI url, ClusterAuthentication authentication, Optional<String> certificateAuthority) {
  /** Checks that nothing is null. */
  public ClusterAddress {
    Objects.requireNonNull(url);
    Objects.requireNonNull(authentication);
    Objects.requireNonNull(certificateAuthority);
  }
}
