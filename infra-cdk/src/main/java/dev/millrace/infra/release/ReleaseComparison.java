package dev.millrace.infra.release;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.infra.release.ResourceChange.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds what CloudFormation would replace or remove when a synthesis is deployed over a release. A
 * resource is replaced when a create-only property changes, be it because the property names a
 * resource that is replaced.
 */
final class ReleaseComparison {
  private final SortedMap<ResourceId, ReducedResource> released;
  private final SortedMap<ResourceId, ReducedResource> synthesized;
  private final References references;
  private final SortedMap<ResourceId, ResourceChange> changes = new TreeMap<>();

  private ReleaseComparison(Release release, List<SynthesizedStack> synthesis) {
    released = release.resources();
    synthesized = Release.of(synthesis).resources();
    references = new References(synthesis);
  }

  /** The changes, in the order of the resources. New resources are none. */
  static List<ResourceChange> of(Release release, List<SynthesizedStack> synthesis) {
    var comparison = new ReleaseComparison(release, synthesis);
    comparison.released.forEach(comparison::compare);
    comparison.followReferences();
    return List.copyOf(comparison.changes.values());
  }

  private void compare(ResourceId id, ReducedResource before) {
    var after = synthesized.get(id);
    if (after == null) {
      add(id, before.type(), Kind.REMOVED, List.of(), before.keptWhenRemoved());
    } else if (!after.type().equals(before.type())) {
      add(
          id,
          before.type(),
          Kind.REPLACED,
          List.of("its type becomes " + after.type()),
          after.keptWhenReplaced());
    } else {
      compareProperties(id, before, after);
    }
  }

  private void compareProperties(ResourceId id, ReducedResource before, ReducedResource after) {
    var properties = new TreeSet<>(before.createOnly().keySet());
    properties.addAll(after.createOnly().keySet());
    properties.removeIf(
        property ->
            before.createOnly().get(property) != null
                && before.createOnly().get(property).equals(after.createOnly().get(property)));
    if (properties.isEmpty()) {
      return;
    }
    boolean atTimes =
        properties.stream()
            .allMatch(property -> CreateOnlyProperties.atTimes(before.type(), property));
    List<String> reasons =
        properties.stream()
            .map(
                property ->
                    "%s from %s to %s"
                        .formatted(
                            property,
                            text(before.createOnly().get(property)),
                            text(after.createOnly().get(property))))
            .toList();
    add(
        id,
        before.type(),
        atTimes ? Kind.PERHAPS_REPLACED : Kind.REPLACED,
        reasons,
        after.keptWhenReplaced());
  }

  private static String text(JsonNode value) {
    return value == null ? "nothing" : value.toString();
  }

  /** A replaced resource has another physical id; what was created with the old one follows. */
  private void followReferences() {
    boolean found = true;
    while (found) {
      found = false;
      for (var entry : synthesized.entrySet()) {
        var id = entry.getKey();
        if (released.containsKey(id) && !changes.containsKey(id)) {
          List<String> reasons = namesReplaced(id, entry.getValue());
          if (!reasons.isEmpty()) {
            var resource = entry.getValue();
            add(id, resource.type(), Kind.REPLACED, reasons, resource.keptWhenReplaced());
            found = true;
          }
        }
      }
    }
  }

  private List<String> namesReplaced(ResourceId id, ReducedResource resource) {
    var reasons = new ArrayList<String>();
    resource
        .createOnly()
        .forEach(
            (property, value) ->
                references
                    .in(value, id.stack())
                    .filter(this::isReplaced)
                    .distinct()
                    .forEach(
                        replaced ->
                            reasons.add(
                                "%s names %s, which is replaced".formatted(property, replaced))));
    return reasons;
  }

  private boolean isReplaced(ResourceId id) {
    var change = changes.get(id);
    return change != null && change.kind() == Kind.REPLACED;
  }

  private void add(ResourceId id, String type, Kind kind, List<String> reasons, boolean kept) {
    changes.put(id, new ResourceChange(id, type, kind, reasons, kept));
  }
}
