package dev.millrace.samplemodel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Rows with known labels that no version of a model was trained on.
 *
 * @param features of each row in the model's order, one row after the other
 * @param labels by row, each 0 or 1
 */
// Nobody compares two of these, and the engine takes arrays.
@SuppressWarnings("ArrayRecordComponent")
record HeldOutData(float[] features, float[] labels) {
  private static final String DEMO = "session-conversion";

  /**
   * The held-out rows of a model: {@code NAME.csv} in the folder, with the features' names and
   * {@code label} as its header and numbers below; without that file, of the demo's model the rows
   * that its training left out.
   *
   * @throws UnusableVersionException when there are none, or a line is not as expected
   */
  static HeldOutData of(DeclaredModel model, Path folder)
      throws IOException, UnusableVersionException {
    Path file = folder.resolve(model.name() + ".csv");
    if (Files.isRegularFile(file)) {
      return read(file, model.features());
    }
    if (model.name().equals(DEMO)) {
      LabelledSessions sessions = DemoSessions.draw().heldOut();
      return new HeldOutData(sessions.features(), sessions.labels());
    }
    throw new UnusableVersionException(
        "There is no held-out data for the model %s; expected %s".formatted(model.name(), file));
  }

  private static HeldOutData read(Path file, List<String> names)
      throws IOException, UnusableVersionException {
    List<String> lines = Files.readAllLines(file);
    String header = String.join(",", names) + ",label";
    if (lines.size() < 2 || !lines.getFirst().equals(header)) {
      throw new UnusableVersionException(
          "%s begins with \"%s\"; expected the header %s and a line for each row"
              .formatted(file, lines.isEmpty() ? "" : lines.getFirst(), header));
    }
    int width = names.size();
    var features = new float[(lines.size() - 1) * width];
    var labels = new float[lines.size() - 1];
    for (int row = 0; row < labels.length; row++) {
      float[] numbers = numbers(lines.get(row + 1), width + 1);
      if (numbers.length != width + 1 || (numbers[width] != 0 && numbers[width] != 1)) {
        throw new UnusableVersionException(
            "%s, line %d, is \"%s\"; expected %d numbers, the last of them 0 or 1"
                .formatted(file, row + 2, lines.get(row + 1), width + 1));
      }
      System.arraycopy(numbers, 0, features, row * width, width);
      labels[row] = numbers[width];
    }
    return new HeldOutData(features, labels);
  }

  /** The numbers of a line, none when they are not as many or one is none. */
  private static float[] numbers(String line, int count) {
    String[] fields = line.split(",", -1);
    var numbers = new float[count];
    if (fields.length != count) {
      return new float[0];
    }
    for (int field = 0; field < count; field++) {
      try {
        numbers[field] = Float.parseFloat(fields[field]);
      } catch (NumberFormatException _) {
        return new float[0];
      }
    }
    return numbers;
  }
}
