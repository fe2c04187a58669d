package dev.millrace.local.command;

import dev.millrace.local.LocalStack;
import dev.millrace.local.rollout.RolloutDemo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;

/** Shows rollouts on a stack of its own: {@code scripts/demo-rollout}. */
public final class DemoRollout {
  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final Path SERVED = Path.of("model-server/models/session-conversion/1.0.0");

  private DemoRollout() {}

  /** Takes no arguments; runs in the project's root. */
  public static void main(String[] arguments) {
    Command.run(
        () -> {
          Arguments.parse(arguments, Set.of(), Set.of()).requireNoPositional();
          return Stopping.run(DemoRollout::run, Local::report);
        });
  }

  private static int run(Consumer<String> report) throws IOException, InterruptedException {
    Path assembly = new Synthesis(ROOT, ROOT.resolve(".millrace"), report).assembly();
    try (LocalStack stack =
        LocalStack.builder(ROOT, assembly, ROOT.resolve(".millrace/demo-rollout"))
            .fresh()
            .report(report)
            .start()) {
      Local.loadSample(stack);
      return RolloutDemo.run(stack, ROOT.resolve(SERVED), System.out::println) ? 0 : 1;
    }
  }
}
