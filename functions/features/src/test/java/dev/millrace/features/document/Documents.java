package dev.millrace.features.document;

import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.lookup.HeldKey;
import dev.millrace.features.plan.FeaturePlan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Documents as Elasticsearch hits, and a parser for them. */
final class Documents {
  static final long MILLIS = 1_731_880_381_293L;
  static final Instant TIME = Instant.ofEpochMilli(MILLIS);
  static final Instant ARRIVAL = Instant.parse("2026-01-01T00:00:00Z");

  static final FeaturePlan PLAN =
      plan(
          """
          {"features": [{"name": "hour_of_day"}, {"name": "zip_known"}]}
          """);

  private static final DocumentParser PARSER = PLAN.parser();

  private Documents() {}

  /** A plan of a model with these members beside its name and version. */
  static FeaturePlan plan(String members) {
    String json = members.strip().replaceFirst("\\{", "{\"name\": \"m\", \"version\": \"1.0.0\", ");
    return FeaturePlan.of(
        List.of(ModelDefinition.parse(json.getBytes(StandardCharsets.UTF_8))), Duration.ofDays(1));
  }

  /** A parser of documents whose record is defined so. */
  static DocumentParser parser(String record) {
    return plan("""
            {"record": %s, "features": [{"name": "h", "from": "event_time", "as": "hour_of_day"}]}
            """
            .formatted(record))
        .parser();
  }

  static ParsedDocument parse(byte[] document) {
    return PARSER.parse(document, ARRIVAL);
  }

  static ParsedDocument parse(String document) {
    return parse(bytes(document));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
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

  static DocumentRecord record(String document) {
    return record(parse(document));
  }

  static DocumentRecord record(ParsedDocument parsed) {
    return switch (parsed) {
      case DocumentRecord record -> record;
      case Rejection rejection -> throw new AssertionError("a rejection: " + rejection);
    };
  }

  static Rejection rejection(String document) {
    return rejection(parse(document));
  }

  static Rejection rejection(ParsedDocument parsed) {
    return switch (parsed) {
      case Rejection rejection -> rejection;
      case DocumentRecord record -> throw new AssertionError("a record: " + record.id());
    };
  }

  /** The key of a document's zip code. */
  static HeldKey zipKey(DocumentRecord record) {
    return PLAN.versions().getFirst().keys(record).getFirst();
  }

  /** What a document turned out to be, in a form that can be compared. */
  static String verdict(ParsedDocument parsed) {
    return switch (parsed) {
      case Rejection rejection -> rejection.toString();
      case DocumentRecord record ->
          "%s at %s, %s".formatted(record.id(), record.eventTime(), zipKey(record));
    };
  }
}
