package dev.millrace.ingestion.job;

import dev.millrace.ingestion.definition.InvalidDefinition;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The order in which the sources of a job are stored: each behind those that it names as after. */
final class SourceOrder {
  private SourceOrder() {}

  /**
   * The names in order; those that nothing puts in an order stay as they were written.
   *
   * @throws InvalidDefinition when a source is after one that the job has not, or, over others,
   *     after itself
   */
  static List<String> of(List<SourceDefinition> sources) {
    Set<String> names = new LinkedHashSet<>();
    sources.forEach(source -> names.add(source.name()));
    requireKnown(sources, names);
    Set<String> ordered = new LinkedHashSet<>();
    List<SourceDefinition> left = new ArrayList<>(sources);
    while (!left.isEmpty()) {
      SourceDefinition next =
          left.stream()
              .filter(source -> ordered.containsAll(source.after()))
              .findFirst()
              .orElseThrow(() -> cycle(sources, left));
      ordered.add(next.name());
      left.remove(next);
    }
    return List.copyOf(ordered);
  }

  private static void requireKnown(List<SourceDefinition> sources, Set<String> names) {
    for (int i = 0; i < sources.size(); i++) {
      for (int j = 0; j < sources.get(i).after().size(); j++) {
        String after = sources.get(i).after().get(j);
        if (!names.contains(after)) {
          throw new InvalidDefinition(
              "/sources/%d/after/%d".formatted(i, j),
              '"' + after + '"',
              "the name of another source of the job: one of " + names);
        }
      }
    }
  }

  private static InvalidDefinition cycle(
      List<SourceDefinition> sources, List<SourceDefinition> left) {
    return new InvalidDefinition(
        "/sources/%d/after".formatted(sources.indexOf(left.getFirst())),
        left.getFirst().after().toString(),
        "sources that are not, over others, after this one; in a circle are "
            + left.stream().map(SourceDefinition::name).toList());
  }
}
