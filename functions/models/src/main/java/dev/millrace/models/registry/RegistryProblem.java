package dev.millrace.models.registry;

import dev.millrace.common.http.Problem;
import dev.millrace.features.definition.ModelVersion;
import dev.millrace.features.json.UnicodeText;
import java.util.List;
import java.util.Optional;

/** What goes wrong with versions, in sentences. */
final class RegistryProblem {
  private static final int SHOWN = 20;

  private RegistryProblem() {}

  /** 404 that lists the versions that there are. */
  static Problem noVersion(String model, String version, List<VersionRow> there) {
    List<String> versions =
        there.stream()
            .map(row -> ModelVersion.parse(row.version()))
            .flatMap(Optional::stream)
            .sorted()
            .map(ModelVersion::toString)
            .toList();
    String shown =
        versions.size() <= SHOWN
            ? versions.toString()
            : "%d, the newest of them %s"
                .formatted(
                    versions.size(), versions.subList(versions.size() - SHOWN, versions.size()));
    return Problem.notFound(
        "%s has no version \"%s\"; there are %s"
            .formatted(model, UnicodeText.shown(version), shown));
  }

  /** 409: somebody else changed the version at the same time. */
  static Problem lostRace(String model, String version) {
    return Problem.conflict(
        "%s %s was changed by another request at the same time, or its routing was; read it again and repeat"
            .formatted(model, version));
  }
}
