package dev.millrace.infra.release;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The resources of a release, reduced to what decides whether CloudFormation replaces them. On disk
 * it is a folder with a file {@code STACK.json} for each stack, the same bytes for the same
 * release.
 *
 * @param stacks by name; in them the resources by logical id
 */
record Release(SortedMap<String, SortedMap<String, ReducedResource>> stacks) {
  private static final ObjectMapper JSON =
      new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);
  private static final String ENDING = ".json";

  static Release of(List<SynthesizedStack> synthesis) {
    SortedMap<String, SortedMap<String, ReducedResource>> stacks = new TreeMap<>();
    for (var stack : synthesis) {
      SortedMap<String, ReducedResource> resources = new TreeMap<>();
      stack
          .resources()
          .propertyStream()
          .forEach(entry -> resources.put(entry.getKey(), ReducedResource.of(entry.getValue())));
      stacks.put(stack.name(), resources);
    }
    return new Release(stacks);
  }

  /**
   * Reads the folder that {@link #write} wrote.
   *
   * @throws ReleaseException when it holds no release
   */
  static Release read(Path folder) throws IOException {
    SortedMap<String, SortedMap<String, ReducedResource>> stacks = new TreeMap<>();
    for (var file : files(folder)) {
      var name = file.getFileName().toString();
      try {
        stacks.put(
            name.substring(0, name.length() - ENDING.length()),
            JSON.readValue(
                file.toFile(), new TypeReference<TreeMap<String, ReducedResource>>() {}));
      } catch (JsonProcessingException e) {
        throw new ReleaseException(
            "%s is no stack of a release: %s; expected what infra-cdk/release writes"
                .formatted(file, e.getOriginalMessage()));
      }
    }
    if (stacks.isEmpty()) {
      throw new ReleaseException(
          "%s holds no release; expected a file for each stack, as infra-cdk/release writes them"
              .formatted(folder));
    }
    return new Release(stacks);
  }

  /** Writes a file for each stack, and deletes those of stacks that are no more. */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (var file : files(folder)) {
      Files.delete(file);
    }
    var printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
    for (var stack : stacks.entrySet()) {
      Files.writeString(
          folder.resolve(stack.getKey() + ENDING),
          JSON.writer(printer).writeValueAsString(stack.getValue()) + "\n");
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ENDING)).sorted().toList();
    }
  }

  /** Every resource of every stack. */
  SortedMap<ResourceId, ReducedResource> resources() {
    SortedMap<ResourceId, ReducedResource> all = new TreeMap<>();
    stacks.forEach(
        (stack, resources) ->
            resources.forEach(
                (logicalId, resource) -> all.put(new ResourceId(stack, logicalId), resource)));
    return all;
  }
}
