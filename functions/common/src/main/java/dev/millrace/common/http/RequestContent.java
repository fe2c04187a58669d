package dev.millrace.common.http;

import dev.millrace.common.GzipMembers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipException;

/**
 * What a request's headers say of its body: the content type, its charset, how it is packed. A
 * route sees the body as it was before it was packed; what cannot be read so is refused, and never
 * taken for something else. {@code Transfer-Encoding} is API Gateway's.
 */
final class RequestContent {
  private static final int MAXIMUM_CODINGS = 4;
  private static final String TAKEN = "expected gzip or identity";

  private RequestContent() {}

  /**
   * The request with the body that the route takes.
   *
   * @param maximum the most bytes that the body may hold, packed and unpacked
   * @throws Problem 413, 415, or 400 where the body is not what a header says
   */
  static HttpRequest of(HttpRequest request, Route route, int maximum) {
    if (request.body().length > maximum) {
      throw tooLarge("%d bytes".formatted(request.body().length), maximum);
    }
    if (route.mediaType().isEmpty()) {
      return request;
    }
    requireType(request, route.mediaType());
    requireWhole(request);
    List<String> codings = codings(request);
    byte[] body = request.body();
    for (String coding : codings.reversed()) {
      body = unpacked(body, coding, maximum);
    }
    return codings.isEmpty() ? request : request.withBody(body);
  }

  private static void requireType(HttpRequest request, String expected) {
    String held = request.header("content-type").orElse("");
    if (!expected.equals(request.mediaType())) {
      throw Problem.unsupportedMediaType(
          "Content-Type is \"%s\"; expected %s".formatted(held, expected));
    }
    for (String charset : ContentType.parameters(held, "charset")) {
      if (!charset.equalsIgnoreCase("utf-8") && !charset.equalsIgnoreCase("utf8")) {
        throw Problem.unsupportedMediaType(
            "Content-Type is \"%s\", whose charset is %s; expected utf-8, or none"
                .formatted(held, charset.isEmpty() ? "empty" : charset));
      }
    }
  }

  /** A part of a body, or one that mail encodes, would be taken for the body itself. */
  private static void requireWhole(HttpRequest request) {
    Optional<String> range = request.header("content-range");
    if (range.isPresent()) {
      throw Problem.badRequest(
          "Content-Range is \"%s\"; expected a whole body".formatted(range.get()));
    }
    Optional<String> encoding = request.header("content-transfer-encoding");
    if (encoding.isPresent()
        && !List.of("binary", "8bit", "7bit")
            .contains(encoding.get().strip().toLowerCase(Locale.ROOT))) {
      throw Problem.unsupportedMediaType(
          "Content-Transfer-Encoding is \"%s\"; expected none".formatted(encoding.get()));
    }
  }

  /** The codings that were applied, in that order; those that change nothing are left out. */
  private static List<String> codings(HttpRequest request) {
    String held = request.header("content-encoding").orElse("");
    List<String> codings =
        Stream.of(held.toLowerCase(Locale.ROOT).split(",", -1))
            .map(String::strip)
            .filter(coding -> !coding.isEmpty() && !coding.equals("identity"))
            .toList();
    for (String coding : codings) {
      if (!coding.equals("gzip") && !coding.equals("x-gzip")) {
        throw unsupported("Content-Encoding is \"%s\"; %s".formatted(held, TAKEN));
      }
    }
    if (codings.size() > MAXIMUM_CODINGS) {
      throw unsupported(
          "Content-Encoding names %d codings; expected at most %d"
              .formatted(codings.size(), MAXIMUM_CODINGS));
    }
    return codings;
  }

  private static Problem unsupported(String detail) {
    return Problem.unsupportedMediaType(detail).withHeader("accept-encoding", "gzip, identity");
  }

  private static byte[] unpacked(byte[] body, String coding, int maximum) {
    try (InputStream gzip = new GzipMembers(new ByteArrayInputStream(body))) {
      byte[] unpacked = gzip.readNBytes(maximum + 1);
      if (unpacked.length > maximum) {
        throw tooLarge("more than %d bytes once it is unpacked".formatted(maximum), maximum);
      }
      return unpacked;
    } catch (ZipException broken) {
      throw Problem.badRequest(
          "Content-Encoding says %s, but in the body %s".formatted(coding, broken.getMessage()));
    } catch (IOException impossible) {
      throw new IllegalStateException("Reading from memory failed", impossible);
    }
  }

  private static Problem tooLarge(String held, int maximum) {
    return Problem.tooLarge("The body holds %s; expected at most %d".formatted(held, maximum));
  }
}
