package dev.millrace.tools.smoke.deployment;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** Documents of a run, of the form that the deployment reads. Their ids tell the run. */
public final class SmokeDocuments {
  private static final String INDEX = "smoke";

  /** In the sample of zip codes. A deployment without it predicts with defaults. */
  private static final String ZIP_CODE = "94105";

  private final String runId;
  private final String createdDateTime;
  private final String zipCode;
  private final boolean indexInId;

  /**
   * @param outputs tell where documents have their fields
   * @throws StepFailure when they do not
   */
  public SmokeDocuments(String runId, StackOutputs outputs) throws StepFailure {
    this.runId = runId;
    this.createdDateTime = field(outputs.value("CreatedDateTimePath"));
    this.zipCode = field(outputs.value("ZipCodePath"));
    this.indexInId = Boolean.parseBoolean(outputs.value("IndexInId"));
  }

  /** Of {@code _source.FIELD}, the form of every path. */
  private static String field(String path) {
    return path.substring(path.indexOf('.') + 1);
  }

  /** What the ids of the run begin with. */
  public String idPrefix() {
    return "smoke-%s-".formatted(runId);
  }

  /** What Elasticsearch would call a document. */
  public String id(int number) {
    return idPrefix() + number;
  }

  /** What Millrace calls a document. */
  public String storedId(String id) {
    return indexInId ? INDEX + "/" + id : id;
  }

  /** A document that can be scored, as a line of JSON. */
  public String good(String id) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("_index", INDEX).put("_id", id);
    document
        .putObject("_source")
        .put(createdDateTime, Instant.now().toEpochMilli())
        .put(zipCode, ZIP_CODE);
    return document.toString();
  }

  /** A document that breaks off behind its id. */
  public String malformed(String id) {
    String whole = good(id);
    return whole.substring(0, whole.indexOf("\"_source\""));
  }
}
