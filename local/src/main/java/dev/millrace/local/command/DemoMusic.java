package dev.millrace.local.command;

import dev.millrace.local.LocalStack;
import dev.millrace.local.music.MusicDemo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Shows the daily music flow on a stack of its own: {@code scripts/demo music}. */
public final class DemoMusic {
  private static final Path ROOT = Path.of("").toAbsolutePath();

  private DemoMusic() {}

  /** Takes {@code --data FOLDER}; runs in the project's root. */
  public static void main(String[] arguments) {
    Command.run(
        () -> {
          Arguments parsed = Arguments.parse(arguments, Set.of("--data"), Set.of());
          parsed.requireNoPositional();
          Optional<Path> data = parsed.option("--data").map(Path::of);
          return Stopping.run(report -> run(data, report), Local::report);
        });
  }

  private static int run(Optional<Path> data, Consumer<String> report)
      throws IOException, InterruptedException {
    Path assembly = new Synthesis(ROOT, ROOT.resolve(".millrace"), report).assembly();
    try (LocalStack stack =
        LocalStack.builder(ROOT, assembly, ROOT.resolve(".millrace/demo-music"))
            .fresh()
            .report(report)
            .start()) {
      Path job = ROOT.resolve("events/music/job.json");
      return MusicDemo.run(stack, job, data, System.out::println) ? 0 : 1;
    }
  }
}
