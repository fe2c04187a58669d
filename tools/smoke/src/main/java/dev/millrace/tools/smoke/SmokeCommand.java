package dev.millrace.tools.smoke;

import dev.millrace.tools.smoke.step.SmokeArguments;
import java.io.PrintStream;
import java.util.Map;

/** What {@code scripts/smoke} runs. */
public final class SmokeCommand {
  private SmokeCommand() {}

  public static void main(String[] arguments) throws InterruptedException {
    System.exit(run(System.getenv(), System.out, System.err, arguments));
  }

  /**
   * Runs the smoke test.
   *
   * @param environment may hold {@code MILLRACE_TOKEN}
   * @param out gets a line a step
   * @param errors gets what is wrong with the arguments
   * @return the exit status: 0 when every step passed, 1 when one did not, 2 for wrong arguments
   */
  public static int run(
      Map<String, String> environment, PrintStream out, PrintStream errors, String... arguments)
      throws InterruptedException {
    SmokeArguments parsed;
    try {
      parsed = SmokeArguments.parse(arguments);
    } catch (IllegalArgumentException e) {
      errors.println("smoke: " + e.getMessage());
      return 2;
    }
    return new SmokeTest(parsed, environment, out).run() ? 0 : 1;
  }
}
