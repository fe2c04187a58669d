package dev.millrace.local.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code node} for scripts that need a newer one than the machine may have. */
public final class NodeProgram {
  private static final int LEAST_VERSION = 22;
  private static final Pattern VERSION = Pattern.compile("v(\\d+)\\..*");

  private NodeProgram() {}

  /**
   * The machine's own {@code node} where it is version {@value #LEAST_VERSION} or later, else the
   * one that npm installed.
   *
   * @param module folder of the local stack
   * @throws IOException when there is neither
   */
  public static String find(Path module) throws IOException, InterruptedException {
    if (isNewEnough("node")) {
      return "node";
    }
    String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
    Path installed =
        module.resolve("node/node_modules/node-linux-%s/bin/node".formatted(architecture));
    if (Files.isExecutable(installed)) {
      return installed.toString();
    }
    throw new IOException(
        "State machines need Node %d or later: install it, or run `npm ci --ignore-scripts` in %s"
            .formatted(LEAST_VERSION, module.resolve("node")));
  }

  private static boolean isNewEnough(String program) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(List.of(program, "--version")).redirectErrorStream(true).start();
      String answer =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      Matcher version = VERSION.matcher(answer);
      return process.waitFor() == 0
          && version.matches()
          && Integer.parseInt(version.group(1)) >= LEAST_VERSION;
    } catch (IOException e) {
      // There is no such program.
      return false;
    }
  }
}
