package dev.millrace.common.http;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who makes a request, as the token says that API Gateway verified. It is the owner of what the
 * request makes.
 *
 * @param id the token's {@code sub}, else its {@code client_id}; not blank
 * @param scopes as the token names them, such as {@code millrace/read}
 */
public record Caller(String id, Set<String> scopes) {
  /** The resource server that the API's scopes belong to. */
  private static final String API = "millrace/";

  /** Copies the scopes. */
  public Caller {
    if (id.isBlank()) {
      throw new IllegalArgumentException("A caller's id is blank; expected a sub or client_id");
    }
    scopes = Set.copyOf(scopes);
  }

  /** The caller that these claims name; empty where they name none. */
  static Optional<Caller> of(Map<String, String> claims) {
    String id = claims.getOrDefault("sub", "");
    if (id.isBlank()) {
      id = claims.getOrDefault("client_id", "");
    }
    if (id.isBlank()) {
      return Optional.empty();
    }
    String scopes = claims.getOrDefault("scope", "").strip();
    return Optional.of(
        new Caller(id, scopes.isEmpty() ? Set.of() : Set.of(scopes.split("\\s+", -1))));
  }

  /** Whether the token has this scope of the API's: {@code read}, say. */
  public boolean has(String scope) {
    return scopes.contains(API + scope);
  }

  /** Whether the caller may see and change what others own. */
  public boolean isOperator() {
    return has("operate");
  }
}
