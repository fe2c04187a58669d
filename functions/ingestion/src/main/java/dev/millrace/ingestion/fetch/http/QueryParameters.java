package dev.millrace.ingestion.fetch.http;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The query of an address. */
public final class QueryParameters {
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  private QueryParameters() {}

  /** A parameter with its value as it is, not escaped. */
  public record Parameter(String name, String value) {}

  /** The address with more parameters behind those it has. */
  public static String with(URI uri, List<Parameter> parameters) {
    String added =
        parameters.stream()
            .map(parameter -> escaped(parameter.name()) + '=' + escaped(parameter.value()))
            .collect(Collectors.joining("&"));
    if (added.isEmpty()) {
      return uri.toString();
    }
    String held = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    return replaced(uri, held.isEmpty() ? added : held + '&' + added);
  }

  /** The address without the parameters of these names. */
  public static String without(URI uri, Set<String> names) {
    if (uri.getRawQuery() == null) {
      return uri.toString();
    }
    String kept =
        pairs(uri).filter(pair -> !names.contains(name(pair))).collect(Collectors.joining("&"));
    return replaced(uri, kept);
  }

  /** The names of the parameters that an address has. */
  public static Set<String> names(URI uri) {
    return pairs(uri).map(QueryParameters::name).collect(Collectors.toSet());
  }

  private static Stream<String> pairs(URI uri) {
    String query = uri.getRawQuery();
    return query == null || query.isEmpty() ? Stream.of() : Stream.of(query.split("&"));
  }

  private static String name(String pair) {
    return URLDecoder.decode(pair.split("=", 2)[0], StandardCharsets.UTF_8);
  }

  private static String replaced(URI uri, String query) {
    String text = uri.toString();
    int begin = text.indexOf('?');
    String address = begin < 0 ? text : text.substring(0, begin);
    return query.isEmpty() ? address : address + '?' + query;
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (byte unit : text.getBytes(StandardCharsets.UTF_8)) {
      char character = (char) (unit & 0xFF);
      if (UNRESERVED.indexOf(character) >= 0) {
        escaped.append(character);
      } else {
        escaped.append("%%%02X".formatted(unit & 0xFF));
      }
    }
    return escaped.toString();
  }
}
