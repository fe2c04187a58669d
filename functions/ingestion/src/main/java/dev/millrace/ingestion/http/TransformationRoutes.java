package dev.millrace.ingestion.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Deadline;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.common.http.Route;
import dev.millrace.common.http.ServiceFailures;
import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.definition.InvalidDefinition;
import dev.millrace.ingestion.row.JsonValues;
import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.rule.RejectedRow;
import dev.millrace.ingestion.rule.RuleServices;
import dev.millrace.ingestion.rule.Transformations;
import dev.millrace.ingestion.rule.TransformedRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * {@code POST /transformations/preview}: what rules make of sample rows. Nothing is kept.
 * Thread-safe.
 */
public final class TransformationRoutes {
  private static final int MOST_ROWS = 100;

  private final Function<Deadline, RuleServices> services;

  /**
   * Routes.
   *
   * @param services what rules work with until a deadline
   */
  public TransformationRoutes(Function<Deadline, RuleServices> services) {
    this.services = Objects.requireNonNull(services);
  }

  /** The one route. */
  public List<Route> all() {
    return List.of(
        Route.post(
                "/transformations/preview",
                Set.of(),
                "application/json",
                ServiceFailures.answered(
                    "A service that the rules need does not answer; the same request may be sent again",
                    this::answer))
            .ofTheDataPlane());
  }

  /** What is asked for. */
  private record Preview(Transformations rules, List<Row> rows) {
    static Preview read(byte[] body, RuleServices services) {
      DefinitionObject object = DefinitionObject.parse(body);
      Transformations rules = Transformations.read(object.objects("transformations"), services);
      List<?> held = object.elements("rows");
      if (held.isEmpty() || held.size() > MOST_ROWS) {
        throw new InvalidDefinition(
            "/rows",
            "%d rows".formatted(held.size()),
            "an array of 1 to %d objects".formatted(MOST_ROWS));
      }
      List<Row> rows = new ArrayList<>();
      for (Object row : held) {
        if (!(row instanceof Map<?, ?> members)) {
          throw new InvalidDefinition(
              "/rows/" + rows.size(), DefinitionObject.shown(row), "an object");
        }
        rows.add(row(members));
      }
      object.end();
      return new Preview(rules, rows);
    }

    private static Row row(Map<?, ?> members) {
      Row row = new Row();
      members.forEach((name, value) -> row.set((String) name, value));
      return row;
    }
  }

  private HttpResponse answer(HttpRequest request, Deadline deadline) {
    Preview preview =
        DefinitionProblems.told(() -> Preview.read(request.body(), services.apply(deadline)));
    List<TransformedRow> transformed = preview.rules().apply(preview.rows());
    return HttpResponse.json(
        200,
        json -> {
          json.writeStartArray();
          for (int i = 0; i < transformed.size(); i++) {
            write(preview.rules(), preview.rows().get(i), transformed.get(i), json);
          }
          json.writeEndArray();
        });
  }

  private static void write(
      Transformations rules, Row before, TransformedRow after, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeFieldName("before");
    JsonValues.write(rules.protectedFields().maskRaw(before).values(), json);
    json.writeArrayFieldStart("after");
    for (Row row : after.rows()) {
      JsonValues.write(rules.protectedFields().maskTransformed(before, row).values(), json);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("rejected");
    for (RejectedRow rejected : after.rejected()) {
      json.writeStartObject();
      json.writeStringField("pointer", "/transformations/" + rejected.position());
      json.writeStringField("rule", rejected.rule());
      json.writeStringField("field", rejected.field());
      json.writeStringField("reason", rejected.reason());
      json.writeBooleanField("fails_source", rejected.failsSource());
      json.writeFieldName("row");
      JsonValues.write(rejected.row().values(), json);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
