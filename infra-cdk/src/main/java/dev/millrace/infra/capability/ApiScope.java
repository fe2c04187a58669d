package dev.millrace.infra.capability;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What a token allows its bearer to do. */
public enum ApiScope {
  INGEST("Put events on a stream, pull data by jobs"),
  PREDICT("Ask for predictions"),
  READ("Read what is stored"),
  OPERATE("Run jobs, route models"),
  /** No token at all: what anybody may ask for. */
  PUBLIC("");

  private final String description;

  ApiScope(String description) {
    this.description = description;
  }

  /** The scopes that a token can hold. */
  public static List<ApiScope> ofTokens() {
    return Stream.of(values()).filter(scope -> scope != PUBLIC).toList();
  }

  /** Its name in a token, without the API's. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String description() {
    return description;
  }
}
