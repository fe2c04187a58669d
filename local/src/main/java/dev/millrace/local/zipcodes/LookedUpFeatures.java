package dev.millrace.local.zipcodes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The features that models look up by zip code: those for which they declare a default. */
public final class LookedUpFeatures {
  private static final ObjectMapper JSON = new ObjectMapper();

  private LookedUpFeatures() {}

  /**
   * Names of the features that any version of any model looks up.
   *
   * @param models folder that holds a {@code NAME/VERSION/model.json} for each
   */
  public static Set<String> ofModels(Path models) throws IOException {
    Set<String> names = new TreeSet<>();
    for (Path declaration : declarations(models)) {
      for (JsonNode feature : JSON.readTree(declaration.toFile()).path("features")) {
        if (feature.has("default")) {
          names.add(feature.path("name").asText());
        }
      }
    }
    return names;
  }

  private static List<Path> declarations(Path models) throws IOException {
    try (Stream<Path> files = Files.walk(models, 3)) {
      return files.filter(file -> file.endsWith("model.json")).toList();
    }
  }
}
