package dev.millrace.local.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.glue.DataCatalog;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.Resource;
import java.io.IOException;
import java.util.List;

/** A Glue database, which keeps its name here: statements have it. */
final class GlueDatabase extends ResourceType {
  GlueDatabase() {
    super("AWS::Glue::Database");
  }

  @Override
  String ref(Reference reference) {
    return name(reference.resource(), "DatabaseInput", reference.intrinsics());
  }

  /**
   * What the template calls a database or a table.
   *
   * @param input the property that may hold the name
   */
  static String name(Resource resource, String input, Intrinsics intrinsics) {
    JsonNode name = intrinsics.property(resource, "Name");
    return name.isTextual()
        ? name.asText()
        : intrinsics.property(resource, input).path("Name").asText(resource.name());
  }

  @Override
  void create(List<Resource> resources, Creation creation) throws IOException {
    create(resources, creation.intrinsics(), creation.catalog());
  }

  static void create(List<Resource> databases, Intrinsics intrinsics, DataCatalog catalog)
      throws IOException {
    for (Resource database : databases) {
      String name = name(database, "DatabaseInput", intrinsics);
      if (!catalog.hasDatabase(name)) {
        ObjectNode input = intrinsics.property(database, "DatabaseInput").deepCopy();
        catalog.createDatabase(input.put("Name", name));
      }
    }
  }
}
