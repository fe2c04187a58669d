package dev.millrace.models.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Json;
import dev.millrace.models.routing.RoutingView;
import dev.millrace.routing.Canary;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.routing.RoutesInEffect;
import dev.millrace.routing.RoutingRow;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A model's routing as answers have it. */
final class RoutingJson {
  private RoutingJson() {}

  static void write(RoutingView view, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("model", view.model());
    Optional<RoutingRow> row = view.row();
    if (row.isPresent()) {
      row(view, row.get(), json);
    } else {
      texts("shadow", List.of(), json);
      json.writeNumberField("revision", 0);
      json.writeBooleanField("effective", false);
      texts("streams", List.of(), json);
    }
    json.writeEndObject();
  }

  private static void row(RoutingView view, RoutingRow row, JsonGenerator json) throws IOException {
    versions(row.versions(), json);
    json.writeNumberField("revision", row.revision());
    json.writeBooleanField("effective", row.isEffective());
    if (row.lastGood().isPresent()) {
      json.writeStringField("last_good", row.lastGood().get());
    }
    if (row.rollout().isPresent()) {
      json.writeObjectFieldStart("rollout");
      json.writeStringField("id", row.rollout().get().id());
      json.writeNumberField("step", row.rollout().get().step());
      json.writeEndObject();
    }
    texts("streams", row.streams(), json);
    Optional<RoutesInEffect> routes = row.inEffect();
    if (routes.isPresent()) {
      json.writeObjectFieldStart("in_effect");
      versions(routes.get().versions(), json);
      json.writeNumberField("revision", routes.get().revision());
      json.writeStringField("since", Json.time(routes.get().since()));
      json.writeEndObject();
    }
    if (!row.isEffective()) {
      waiting(view, json);
    }
  }

  private static void versions(RoutedVersions versions, JsonGenerator json) throws IOException {
    json.writeStringField("active", versions.active());
    if (versions.canary().isPresent()) {
      Canary canary = versions.canary().get();
      json.writeObjectFieldStart("canary");
      json.writeStringField("version", canary.version());
      json.writeFieldName("weight");
      Json.number(json, canary.weight());
      json.writeEndObject();
    }
    texts("shadow", versions.shadow(), json);
  }

  private static void waiting(RoutingView view, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("waiting_for");
    json.writeNumberField("live_instances", view.instances());
    json.writeArrayFieldStart("versions");
    for (RoutingView.WaitingVersion version : view.waiting()) {
      json.writeStartObject();
      json.writeStringField("version", version.version());
      json.writeNumberField("loaded_by", version.loaded());
      if (version.failed().isPresent()) {
        json.writeStringField("failed", version.failed().get());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void texts(String name, List<String> texts, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }
}
