package dev.millrace.models.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Json;
import dev.millrace.models.registry.VersionRow;
import dev.millrace.routing.Canary;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.routing.RoutingRow;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What is told of a version: what it is, where it comes from, how it is routed.
 *
 * @param row the version
 * @param routing its model's row; empty where nothing was ever routed
 * @param overdue what to do about a validation that gives no answer; empty where it may still come
 */
record VersionCard(VersionRow row, Optional<RoutingRow> routing, Optional<String> overdue) {
  /** Checks that nothing is null. */
  VersionCard {
    Objects.requireNonNull(row, "row");
    Objects.requireNonNull(routing, "routing");
    Objects.requireNonNull(overdue, "overdue");
  }

  /** Writes all of it. */
  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    writeSummary(json);
    for (Map.Entry<String, String> member : row.definitionMembers().entrySet()) {
      json.writeFieldName(member.getKey());
      json.writeRawValue(member.getValue());
    }
    json.writeStringField("sha256", row.content().sha256());
    json.writeNumberField("golden_rows", row.content().goldenRows());
    if (row.content().metadata().isPresent()) {
      json.writeFieldName("metadata");
      json.writeRawValue(row.content().metadata().get());
    }
    if (row.lineage().isPresent()) {
      json.writeFieldName("lineage");
      json.writeRawValue(row.lineage().get());
    }
    json.writeEndObject();
  }

  /** Writes what a list tells of it. */
  void writeInList(JsonGenerator json) throws IOException {
    json.writeStartObject();
    writeSummary(json);
    json.writeEndObject();
  }

  private void writeSummary(JsonGenerator json) throws IOException {
    json.writeStringField("name", row.model());
    json.writeStringField("version", row.version());
    json.writeStringField("status", row.status().text());
    json.writeStringField("registered_by", row.registeredBy());
    json.writeStringField("registered_at", Json.time(row.registeredAt()));
    if (row.validatedAt().isPresent()) {
      json.writeStringField("validated_at", Json.time(row.validatedAt().get()));
    }
    if (row.file().isPresent()) {
      json.writeNumberField("bytes", row.file().get().bytes());
      json.writeNumberField("memory_bytes", row.file().get().memoryBytes());
    }
    Optional<String> error = row.error().or(() -> overdue);
    if (error.isPresent()) {
      json.writeStringField("error", error.get());
    }
    writeRoute(json);
  }

  private void writeRoute(JsonGenerator json) throws IOException {
    if (routing.isEmpty() || !routing.get().toLoad().contains(row.version())) {
      return;
    }
    json.writeObjectFieldStart("route");
    json.writeStringField("role", role(routing.get()));
    Optional<Canary> canary = routing.get().versions().canary();
    if (canary.isPresent() && canary.get().version().equals(row.version())) {
      json.writeFieldName("weight");
      Json.number(json, canary.get().weight());
    }
    json.writeBooleanField("effective", routing.get().isEffective());
    json.writeEndObject();
  }

  /** As the row was written last; a version that only answers until then is on its way out. */
  private String role(RoutingRow in) {
    RoutedVersions versions = in.versions();
    if (versions.active().equals(row.version())) {
      return "active";
    }
    if (versions.canary().map(Canary::version).filter(row.version()::equals).isPresent()) {
      return "canary";
    }
    if (versions.shadow().contains(row.version())) {
      return "shadow";
    }
    return in.lastGood().filter(row.version()::equals).isPresent() ? "last_good" : "outgoing";
  }
}
