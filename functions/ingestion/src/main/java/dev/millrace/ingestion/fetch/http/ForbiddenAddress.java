package dev.millrace.ingestion.fetch.http;

import java.io.Serial;
import java.net.UnknownHostException;

/**
 * A name leads to an address that may not be asked. It is one that the client's resolver may throw.
 */
final class ForbiddenAddress extends UnknownHostException {
  @Serial private static final long serialVersionUID = 1L;

  ForbiddenAddress(String host) {
    super(
        "%s leads to an address that is not on the public internet; a source is asked there only where the deployment allows its host by name"
            .formatted(host));
  }
}
