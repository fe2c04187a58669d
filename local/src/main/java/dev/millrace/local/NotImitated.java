package dev.millrace.local;

import dev.millrace.local.resource.ResourceTypes;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The resources of a template that do nothing on this machine. */
final class NotImitated {
  private NotImitated() {}

  /** Writes how many there are of each type, for whoever wonders. */
  static void write(CloudAssembly assembly, Path file) throws IOException {
    Map<String, Long> counts =
        assembly.resources().stream()
            .filter(resource -> !ResourceTypes.isImitated(resource))
            .collect(Collectors.groupingBy(Resource::type, TreeMap::new, Collectors.counting()));
    Files.createDirectories(file.getParent());
    Files.write(
        file,
        counts.entrySet().stream()
            .map(entry -> "%4d %s".formatted(entry.getValue(), entry.getKey()))
            .toList());
  }
}
