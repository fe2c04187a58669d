package dev.millrace.ingestion.fetch.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * An address that a source may be asked at: {@code https}, or {@code http} where that is allowed; a
 * host, no user, no fragment. Its query may hold a secret, so it is shown without.
 *
 * @param uri with an ASCII host
 */
public record SourceUrl(URI uri) {
  private static final int LONGEST = 8_192;
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;
  private static final int LARGEST_PORT = 65_535;

  /** What is not an address of a source; the message says what is expected. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String expected) {
      super(expected);
    }
  }

  /**
   * Reads an address.
   *
   * @param plain whether {@code http} is fine for hosts that the deployment does not allow
   * @throws Refused with what is expected in its place
   */
  public static SourceUrl read(String text, HostPolicy policy, boolean plain) throws Refused {
    if (text.length() > LONGEST) {
      throw new Refused("an address of at most %d characters".formatted(LONGEST));
    }
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException malformed) {
      throw new Refused("an https address, with what is not plain in it as percent escapes");
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean http = scheme.equals("http");
    if ((!http && !scheme.equals("https")) || uri.isOpaque()) {
      throw new Refused("an https address");
    }
    if (uri.getRawUserInfo() != null) {
      throw new Refused("an address without a user; a header with a secret says who asks");
    }
    if (uri.getHost() == null || uri.getRawFragment() != null || uri.getPort() > LARGEST_PORT) {
      throw new Refused("an https address with a host, a port up to 65535 and no fragment");
    }
    if (http && !plain && !policy.allows(uri.getHost())) {
      throw new Refused(
          "an https address; http is for hosts that the deployment allows, or with `plain_http`");
    }
    Optional<String> objection = policy.objection(uri.getHost());
    if (objection.isPresent()) {
      throw new Refused(objection.get());
    }
    return new SourceUrl(uri);
  }

  /**
   * The address that a reference leads to from an absolute one, as RFC 3986 has it and {@link
   * URI#resolve} not where the reference is a query alone; without a fragment.
   *
   * @throws IllegalArgumentException when the reference is none
   */
  public static String resolve(URI base, String reference) {
    String whole = reference.strip().split("#", 2)[0];
    if (!whole.startsWith("?")) {
      return base.resolve(whole).toString();
    }
    String text = base.toString();
    int query = text.indexOf('?');
    return URI.create((query < 0 ? text : text.substring(0, query)) + whole).toString();
  }

  /** The host in lower case. */
  public String host() {
    return HostPolicy.normalized(uri.getHost());
  }

  /** Whether the connection is encrypted. */
  public boolean isSecure() {
    return uri.getScheme().equalsIgnoreCase("https");
  }

  int port() {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return isSecure() ? HTTPS_PORT : HTTP_PORT;
  }

  /** Whether headers meant for this address may go to that one: the same host and port. */
  boolean hasOriginOf(SourceUrl other) {
    return host().equals(other.host())
        && (port() == other.port()
            || (isSecure() && port() == HTTPS_PORT && other.port() == HTTP_PORT));
  }

  /** Scheme, host, port and path, for messages. */
  @Override
  public String toString() {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    return uri.getScheme() + "://" + uri.getHost() + port + path;
  }
}
