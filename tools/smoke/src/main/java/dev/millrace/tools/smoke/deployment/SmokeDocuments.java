package dev.millrace.tools.smoke.deployment;

import dev.millrace.features.definition.IdDefinition;
import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.document.DocumentParser;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.plan.FeaturePlan;
import dev.millrace.features.plan.SampleDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Documents of a run, of the form that the deployment's model reads. Their ids tell the run. */
public final class SmokeDocuments {
  private static final Path MODELS = Path.of("model-server", "models");

  private final String runId;
  private final ModelDefinition model;
  private final DocumentParser parser;

  /**
   * Documents for the model that the outputs name.
   *
   * @param outputs of the deployment; the model's file lies in this working tree
   * @throws StepFailure when the file cannot be read, or its documents have no id of their own
   */
  public SmokeDocuments(String runId, StackOutputs outputs) throws StepFailure {
    this.runId = runId;
    Path file = MODELS.resolve(outputs.value("Model")).resolve("model.json");
    try {
      this.model = ModelDefinition.parse(Files.readAllBytes(file));
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new StepFailure(
          "a model.json at " + file,
          unreadable.getMessage(),
          "the commit of this working tree: it must be the deployed one");
    }
    if (model.record().id() instanceof IdDefinition.Hash
        || SampleDocument.of(model, "smoke", Instant.now()).isEmpty()) {
      throw new StepFailure(
          "a model whose record has its id at fields, and no feature that needs a row of a look-up"
              + " table",
          "another",
          file.toString());
    }
    this.parser = FeaturePlan.of(List.of(model), Duration.ofDays(1)).parser();
  }

  /** What the ids of the run begin with. */
  public String idPrefix() {
    return "smoke-%s-".formatted(runId);
  }

  /** What stands at a document's id. */
  public String id(int number) {
    return idPrefix() + number;
  }

  /** What Millrace calls a document. */
  public String storedId(String id) {
    byte[] document = good(id).getBytes(StandardCharsets.UTF_8);
    return ((DocumentRecord) parser.parse(document, Instant.now())).id();
  }

  /** A document that can be scored, as a line of JSON. */
  public String good(String id) {
    return new String(
        SampleDocument.of(model, id, Instant.now()).orElseThrow(), StandardCharsets.UTF_8);
  }

  /** A document that breaks off behind its last field. */
  public String malformed(String id) {
    String whole = good(id);
    return whole.substring(0, whole.length() - 1);
  }
}
