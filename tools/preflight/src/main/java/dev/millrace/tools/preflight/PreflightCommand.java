package dev.millrace.tools.preflight;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/** What {@code scripts/preflight} runs, in the project's root. */
public final class PreflightCommand {
  private PreflightCommand() {}

  public static void main(String[] arguments) {
    System.exit(run(Path.of(""), System.getenv(), arguments));
  }

  /** The exit status: 0 when nothing is missing, 1 when something is, 2 for wrong arguments. */
  static int run(Path root, Map<String, String> variables, String... arguments) {
    try {
      PreflightArguments parsed = PreflightArguments.parse(variables, arguments);
      EnvironmentSettings environment = EnvironmentSettings.read(root, parsed.environment());
      environment.requireRegion(parsed.region());
      try (DefaultCredentialsProvider credentials = DefaultCredentialsProvider.builder().build();
          AwsServices services = new AwsServices(parsed.region(), credentials)) {
        Preflight.Report report =
            new Preflight(
                    services,
                    environment,
                    parsed.region(),
                    root,
                    variables.getOrDefault("PATH", ""))
                .report();
        System.out.println(report.text());
        return report.isComplete() ? 0 : 1;
      }
    } catch (IllegalArgumentException | IOException e) {
      System.err.println("preflight: " + e.getMessage());
      return 2;
    }
  }
}
