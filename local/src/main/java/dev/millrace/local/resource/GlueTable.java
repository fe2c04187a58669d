package dev.millrace.local.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.glue.DataCatalog;
import dev.millrace.local.glue.IcebergMetadata;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.Resource;
import dev.millrace.local.template.TemplateException;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** A Glue table, which keeps its name here; an Iceberg table is created with its first metadata. */
final class GlueTable extends ResourceType {
  GlueTable() {
    super("AWS::Glue::Table");
  }

  @Override
  String ref(Reference reference) {
    return GlueDatabase.name(reference.resource(), "TableInput", reference.intrinsics());
  }

  @Override
  void create(List<Resource> resources, Creation creation) throws IOException {
    create(resources, creation.intrinsics(), creation.catalog(), creation.clients().s3());
  }

  static void create(List<Resource> tables, Intrinsics intrinsics, DataCatalog catalog, S3Client s3)
      throws IOException {
    for (Resource table : tables) {
      String database = intrinsics.property(table, "DatabaseName").asText();
      String name = GlueDatabase.name(table, "TableInput", intrinsics);
      if (!catalog.hasTable(database, name)) {
        catalog.createTable(database, tableInput(table, name, intrinsics, s3));
      }
    }
  }

  private static ObjectNode tableInput(
      Resource table, String name, Intrinsics intrinsics, S3Client s3) throws IOException {
    JsonNode format = intrinsics.property(table, "OpenTableFormatInput");
    if (format.isMissingNode()) {
      ObjectNode input = intrinsics.property(table, "TableInput").deepCopy();
      return input.put("Name", name);
    }
    JsonNode declared = format.path("IcebergInput").path("IcebergTableInput");
    if (declared.isMissingNode()) {
      throw new TemplateException(
          table + " has no IcebergTableInput, from which the local stack creates Iceberg tables");
    }
    IcebergMetadata metadata = new IcebergMetadata(declared);
    URI file = URI.create(metadata.file());
    s3.putObject(
        request -> request.bucket(file.getHost()).key(file.getPath().substring(1)),
        RequestBody.fromBytes(metadata.content(Clock.systemUTC())));
    return metadata.tableInput(name);
  }
}
