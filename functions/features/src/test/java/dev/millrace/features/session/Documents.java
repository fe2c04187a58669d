package dev.millrace.features.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** Documents and a parser for them. */
public final class Documents {
  static final long MILLIS = 1_731_880_381_293L;
  public static final Instant TIME = Instant.ofEpochMilli(MILLIS);
  static final Instant ARRIVAL = Instant.parse("2026-01-01T00:00:00Z");

  private static final SessionParser PARSER =
      new SessionParser(FieldPaths.DEFAULT, Duration.ofDays(1));

  private Documents() {}

  static ParsedDocument parse(byte[] document) {
    return PARSER.parse(document, ARRIVAL);
  }

  static ParsedDocument parse(String document) {
    return parse(document.getBytes(StandardCharsets.UTF_8));
  }

  /** A document whose {@code createdDateTime} holds this JSON. */
  static String created(String json) {
    return "{\"_id\": \"a\", \"_source\": {\"createdDateTime\": %s, \"zipCode\": \"94105\"}}"
        .formatted(json);
  }

  /** A document whose {@code zipCode} holds this JSON. */
  static String zipCode(String json) {
    return "{\"_id\": \"a\", \"_source\": {\"zipCode\": %s, \"createdDateTime\": %d}}"
        .formatted(json, MILLIS);
  }

  static Session session(String document) {
    return switch (parse(document)) {
      case Session session -> session;
      case Rejection rejection -> throw new AssertionError(document + " gave " + rejection);
    };
  }

  static Rejection rejection(String document) {
    return switch (parse(document)) {
      case Rejection rejection -> rejection;
      case Session session -> throw new AssertionError(document + " gave " + session);
    };
  }
}
