package dev.millrace.ingestion.job;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.definition.InvalidDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a job is posted with: its sources.
 *
 * @param sources 1 to 20, in the order of the body
 * @param order the names of the sources in the order in which they are stored
 */
public record JobDefinition(List<SourceDefinition> sources, List<String> order) {
  private static final int MOST_SOURCES = 20;

  /** Copies the lists. */
  public JobDefinition {
    sources = List.copyOf(sources);
    order = List.copyOf(order);
  }

  /**
   * Reads a body.
   *
   * @throws InvalidDefinition when it is no job: names the place, what it held, what was expected
   */
  public static JobDefinition read(byte[] body, SourceServices services) {
    DefinitionObject job = DefinitionObject.parse(body);
    List<DefinitionObject> objects = job.objects("sources");
    if (objects.isEmpty() || objects.size() > MOST_SOURCES) {
      throw new InvalidDefinition(
          "/sources",
          "%d sources".formatted(objects.size()),
          "an array of 1 to %d sources".formatted(MOST_SOURCES));
    }
    List<SourceDefinition> sources = new ArrayList<>();
    for (DefinitionObject object : objects) {
      sources.add(SourceDefinition.read(object, services));
    }
    job.end();
    requireDifferent(sources);
    return new JobDefinition(sources, SourceOrder.of(sources));
  }

  private static void requireDifferent(List<SourceDefinition> sources) {
    Map<String, Integer> names = new HashMap<>();
    Map<String, Integer> datasets = new HashMap<>();
    for (int i = 0; i < sources.size(); i++) {
      requireNew(names, i, "name", sources.get(i).name());
      requireNew(datasets, i, "dataset", sources.get(i).destination().dataset());
    }
  }

  private static void requireNew(
      Map<String, Integer> seen, int position, String member, String value) {
    Integer before = seen.putIfAbsent(value, position);
    if (before != null) {
      throw new InvalidDefinition(
          "/sources/%d/%s".formatted(position, member),
          '"' + value + '"',
          "another %s than that of /sources/%d".formatted(member, before));
    }
  }

  /** The source of a name, which must be one of the job's. */
  public SourceDefinition source(String name) {
    Objects.requireNonNull(name);
    return sources.stream()
        .filter(source -> source.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("The job has no source " + name));
  }
}
