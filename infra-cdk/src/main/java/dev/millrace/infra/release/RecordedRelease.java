package dev.millrace.infra.release;

import java.io.IOException;
import java.nio.file.Path;

/** Records what a synthesis deploys as the last release. */
public final class RecordedRelease {
  private RecordedRelease() {}

  /**
   * Writes a file for each stack.
   *
   * @param arguments the folder that a synthesis wrote, the folder of the release
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2) {
      System.err.println("Usage: RecordedRelease CDK_OUT RELEASED");
      System.exit(2);
    }
    try {
      var release = Release.of(SynthesizedStack.in(Path.of(arguments[0])));
      release.write(Path.of(arguments[1]));
      System.out.printf(
          "%d resources of %d stacks recorded%n",
          release.resources().size(), release.stacks().size());
    } catch (ReleaseException e) {
      System.err.println("millrace: " + e.getMessage());
      System.exit(2);
    }
  }
}
