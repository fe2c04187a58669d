package dev.millrace.local.demo;

import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.definition.PackedDefinition;
import dev.millrace.features.document.DocumentParser;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.Rejection;
import dev.millrace.features.plan.FeaturePlan;
import dev.millrace.local.lambda.LambdaFunction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads documents' ids as a function does: by the definition of its model. */
final class DocumentIds {
  private final DocumentParser parser;

  private DocumentIds(DocumentParser parser) {
    this.parser = parser;
  }

  static DocumentIds of(LambdaFunction function) {
    return of(PackedDefinition.unpack(function.environment().get("MODEL_DEFINITION")));
  }

  static DocumentIds of(ModelDefinition model) {
    return new DocumentIds(FeaturePlan.of(List.of(model), Duration.ZERO).parser());
  }

  /** The document's id, where one can be read. */
  Optional<String> of(byte[] document) {
    return switch (parser.parse(document, Instant.EPOCH)) {
      case DocumentRecord read -> Optional.of(read.id());
      case Rejection rejection -> rejection.id();
    };
  }
}
