package dev.millrace.local.command;

import dev.millrace.local.LocalStack;
import dev.millrace.local.demo.MainJob;
import dev.millrace.local.sample.SampleFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Runs the main job on a stack of its own: {@code scripts/demo}. */
public final class Demo {
  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final int SAMPLE_LINES = 3;

  private Demo() {}

  /**
   * Takes {@code --input FILE}, {@code --output FILE} and {@code --sample NAME}; runs in the
   * project's root.
   */
  public static void main(String[] arguments) {
    Command.run(
        () ->
            run(
                Arguments.parse(
                    arguments, Set.of("--input", "--output", SampleOption.NAME), Set.of())));
  }

  private static int run(Arguments arguments) throws IOException, InterruptedException {
    arguments.requireNoPositional();
    Optional<SampleFolder> sample = SampleOption.read(ROOT, arguments);
    MainJob.Input input = MainJob.read(documents(arguments, sample));
    Optional<OutputFile> output = arguments.option("--output").map(Path::of).map(OutputFile::of);
    return Stopping.run(report -> run(input, output, sample, report), Local::report);
  }

  private static Path documents(Arguments arguments, Optional<SampleFolder> sample) {
    return arguments
        .option("--input")
        .map(Path::of)
        .or(() -> sample.map(SampleFolder::documents))
        .orElse(Path.of("events/sessions.ndjson"));
  }

  private static int run(
      MainJob.Input input,
      Optional<OutputFile> output,
      Optional<SampleFolder> sample,
      Consumer<String> report)
      throws IOException, InterruptedException {
    Synthesis synthesis = new Synthesis(ROOT, ROOT.resolve(".millrace"), report);
    Path assembly =
        sample.map(given -> synthesis.serving(given.model())).orElse(synthesis).assembly();
    Path directory = ROOT.resolve(".millrace/demo");
    try (LocalStack stack =
        LocalStack.builder(ROOT, assembly, directory)
            .fresh()
            .apiOnDemand()
            .report(report)
            .start()) {
      if (sample.isPresent()) {
        SampleLookups.load(stack, sample.get(), report);
      } else {
        Local.loadSample(stack);
      }
      if (input.skippedUpdates() > 0) {
        report.accept(
            "Passing over %s: they hold parts of documents"
                .formatted(Count.of(input.skippedUpdates(), "update")));
      }
      report.accept("Putting %s on the stream".formatted(Count.of(input.size(), "document")));
      return finish(MainJob.run(stack, input, report), output);
    }
  }

  private static int finish(MainJob job, Optional<OutputFile> output) throws IOException {
    if (output.isEmpty()) {
      job.sample(SAMPLE_LINES).forEach(System.out::println);
      System.out.println();
    }
    System.out.print(job.summary());
    if (output.isPresent()) {
      job.write(output.get().path());
    }
    if (!job.missingLines().isEmpty()) {
      Local.report(
          "Nothing moved for a minute, and nothing is known of line " + job.missingLines());
      return 1;
    }
    return 0;
  }
}
