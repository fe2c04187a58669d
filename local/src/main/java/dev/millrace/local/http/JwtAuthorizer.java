package dev.millrace.local.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jwt.JWTClaimsSet;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/** Says what a request may do, as API Gateway's JWT authorizer does. */
final class JwtAuthorizer {
  sealed interface Verdict {}

  /**
   * @param authorizer what the event says about the token; empty on a route that wants none
   */
  record Allowed(Optional<ObjectNode> authorizer) implements Verdict {}

  /** 401 without a valid token, 403 when it lacks the route's scope. */
  record Refused(int status, String message) implements Verdict {}

  private final DevelopmentIssuer issuer;

  JwtAuthorizer(DevelopmentIssuer issuer) {
    this.issuer = issuer;
  }

  /**
   * @param authorization the request's header, or an empty string
   */
  Verdict verdict(Route route, String authorization) {
    if (!route.authorized()) {
      return new Allowed(Optional.empty());
    }
    String token = authorization.replaceFirst("(?i)^bearer +", "").strip();
    Optional<JWTClaimsSet> claims = issuer.verify(token);
    if (claims.isEmpty()) {
      return new Refused(401, "Unauthorized");
    }
    List<String> scopes = List.of(String.valueOf(claims.get().getClaim("scope")).split(" ", -1));
    if (!route.scopes().isEmpty() && route.scopes().stream().noneMatch(scopes::contains)) {
      return new Refused(403, "Forbidden");
    }
    return new Allowed(Optional.of(describe(claims.get(), route.scopes())));
  }

  /** Claims are all text in an event, as API Gateway writes them. */
  private static ObjectNode describe(JWTClaimsSet claims, List<String> routeScopes) {
    ObjectNode jwt = JsonNodeFactory.instance.objectNode();
    ObjectNode values = jwt.putObject("claims");
    claims
        .getClaims()
        .forEach(
            (name, value) -> {
              Object shown = value instanceof Date date ? date.toInstant().getEpochSecond() : value;
              values.put(name, String.valueOf(shown));
            });
    var scopes = jwt.putArray("scopes");
    routeScopes.forEach(scopes::add);
    ObjectNode authorizer = JsonNodeFactory.instance.objectNode();
    authorizer.set("jwt", jwt);
    return authorizer;
  }
}
