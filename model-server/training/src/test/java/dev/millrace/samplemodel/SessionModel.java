package dev.millrace.samplemodel;

import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.ParsedDocument;
import dev.millrace.features.plan.FeaturePlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads documents as the model of sessions does. */
final class SessionModel {
  private static final FeaturePlan PLAN = plan();

  private SessionModel() {}

  private static FeaturePlan plan() {
    try {
      byte[] json = Files.readAllBytes(Path.of("../models/session-conversion/1.0.0/model.json"));
      return FeaturePlan.of(List.of(ModelDefinition.parse(json)), Duration.ofDays(1));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  static ParsedDocument parse(byte[] document, Instant arrival) {
    return PLAN.parser().parse(document, arrival);
  }

  static Optional<String> zipCode(DocumentRecord record) {
    return PLAN.versions().getFirst().keys(record).getFirst().key();
  }
}
