package dev.millrace.infra.release;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** Says which resources of the last release a deployment of a synthesis would replace or remove. */
public final class ReplacedResources {
  private ReplacedResources() {}

  /**
   * Prints a line for each of them, and ends with 1 when one is not allowed.
   *
   * @param arguments the folder that a synthesis wrote, the folder of the release, the file of what
   *     is allowed
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 3) {
      System.err.println("Usage: ReplacedResources CDK_OUT RELEASED ALLOWED_JSON");
      System.exit(2);
    }
    try {
      boolean allowed =
          print(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]), System.out);
      System.exit(allowed ? 0 : 1);
    } catch (ReleaseException e) {
      System.err.println("millrace: " + e.getMessage());
      System.exit(2);
    }
  }

  /** Prints the changes; whether all of them are allowed. */
  static boolean print(Path synthesis, Path released, Path allowedFile, PrintStream out)
      throws IOException {
    var allowed = AllowedChange.read(allowedFile);
    var changes = ReleaseComparison.of(Release.read(released), SynthesizedStack.in(synthesis));
    int refused = 0;
    for (var change : changes) {
      var reason = reason(allowed, change);
      out.println(change + (reason.isEmpty() ? "" : " Allowed: " + reason));
      refused += reason.isEmpty() ? 1 : 0;
    }
    out.printf(
        "%d resources replaced or removed, %d of them not allowed by %s%n",
        changes.size(), refused, allowedFile.getFileName());
    return refused == 0;
  }

  private static String reason(List<AllowedChange> allowed, ResourceChange change) {
    return allowed.stream()
        .filter(candidate -> candidate.allows(change))
        .map(AllowedChange::reason)
        .findFirst()
        .orElse("");
  }
}
