package dev.millrace.local.command;

import dev.millrace.local.sample.SampleFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The option {@code --sample NAME}. */
final class SampleOption {
  static final String NAME = "--sample";

  private SampleOption() {}

  /**
   * The sample that is named; empty where none is.
   *
   * @throws dev.millrace.local.support.StackException when it cannot be read
   */
  static Optional<SampleFolder> read(Path root, Arguments arguments) throws IOException {
    Optional<String> name = arguments.option(NAME);
    return name.isEmpty() ? Optional.empty() : Optional.of(SampleFolder.read(root, name.get()));
  }
}
