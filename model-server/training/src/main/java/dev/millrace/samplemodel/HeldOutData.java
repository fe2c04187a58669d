package dev.millrace.samplemodel;

import dev.millrace.features.kind.FeatureType;
import dev.millrace.features.plan.FeatureVector;
import dev.millrace.inference.FeatureColumn;
import dev.millrace.inference.FeatureRows;
import dev.millrace.inference.InvalidRowException;
import dev.millrace.inference.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Rows with known labels that no version of a model was trained on.
 *
 * @param labels by row: the class's place, or 0 and 1 of a model that has scores
 */
// Nobody compares two of these.
@SuppressWarnings("ArrayRecordComponent")
record HeldOutData(FeatureRows rows, int[] labels) {
  private static final String SESSIONS = "session-conversion";
  private static final List<String> SCORED = List.of("0", "1");

  /**
   * The held-out rows of a model: {@code NAME.csv} in the folder, with the features' names and
   * {@code label} as its header and values below; without that file, of the samples' models the
   * rows that their training left out.
   *
   * @throws UnusableVersionException when there are none, or a line is not as expected
   */
  static HeldOutData of(DeclaredModel declared, Model model, Path folder)
      throws IOException, UnusableVersionException {
    Path file = folder.resolve(declared.name() + ".csv");
    try {
      if (Files.isRegularFile(file)) {
        return read(file, model);
      }
      switch (declared.name()) {
        case SESSIONS -> {
          return of(DemoSessions.draw().heldOut(), model.columns());
        }
        case OrderModelDefinition.NAME -> {
          LabelledOrders orders = LabelledOrders.split().heldOut();
          return new HeldOutData(rows(orders.features(), model.columns()), orders.labels());
        }
        default ->
            throw new UnusableVersionException(
                "There is no held-out data for the model %s; expected %s"
                    .formatted(declared.name(), file));
      }
    } catch (InvalidRowException other) {
      throw new UnusableVersionException(
          "The held-out rows of %s are not its model's: %s; expected its features"
              .formatted(declared.name(), other.getMessage()));
    }
  }

  private static HeldOutData of(LabelledSessions sessions, List<FeatureColumn> columns)
      throws InvalidRowException {
    FeatureRows rows = new FeatureRows(columns, "row");
    int[] labels = new int[sessions.rows()];
    for (int row = 0; row < labels.length; row++) {
      rows.begin();
      for (int column = 0; column < columns.size(); column++) {
        rows.setNumber(column, sessions.features()[row * columns.size() + column]);
      }
      rows.end();
      labels[row] = (int) sessions.labels()[row];
    }
    return new HeldOutData(rows, labels);
  }

  /** Vectors as rows of a model. */
  static FeatureRows rows(List<FeatureVector> vectors, List<FeatureColumn> columns)
      throws InvalidRowException {
    FeatureRows rows = new FeatureRows(columns, "row");
    for (FeatureVector vector : vectors) {
      rows.begin();
      for (int column = 0; column < vector.size(); column++) {
        if (vector.isMissing(column)) {
          rows.setMissing(column, "missing");
        } else if (vector.type(column) == FeatureType.NUMBER) {
          rows.setNumber(column, vector.number(column));
        } else {
          rows.setText(column, vector.text(column));
        }
      }
      rows.end();
    }
    return rows;
  }

  private static HeldOutData read(Path file, Model model)
      throws IOException, UnusableVersionException {
    List<FeatureColumn> columns = model.columns();
    List<String> lines = Files.readAllLines(file);
    String header =
        columns.stream().map(FeatureColumn::name).collect(Collectors.joining(",", "", ",label"));
    if (lines.size() < 2 || !lines.getFirst().equals(header)) {
      throw new UnusableVersionException(
          "%s begins with \"%s\"; expected the header %s and a line for each row"
              .formatted(file, lines.isEmpty() ? "" : lines.getFirst(), header));
    }
    List<String> classes = model.classes().isEmpty() ? SCORED : model.classes();
    FeatureRows rows = new FeatureRows(columns, "row");
    int[] labels = new int[lines.size() - 1];
    for (int row = 0; row < labels.length; row++) {
      String[] fields = lines.get(row + 1).split(",", -1);
      labels[row] =
          fields.length == columns.size() + 1
              ? classes.indexOf(fields[columns.size()].strip())
              : -1;
      try {
        if (labels[row] < 0) {
          throw rows.invalidRow("has no label");
        }
        add(rows, fields);
      } catch (InvalidRowException other) {
        throw new UnusableVersionException(
            "%s, line %d, is \"%s\"; expected %s"
                .formatted(file, row + 2, lines.get(row + 1), expected(columns, classes)));
      }
    }
    return new HeldOutData(rows, labels);
  }

  /** An empty field is a missing value. */
  private static void add(FeatureRows rows, String[] fields) throws InvalidRowException {
    rows.begin();
    for (int column = 0; column < rows.columns().size(); column++) {
      if (fields[column].isEmpty()) {
        rows.setMissing(column, "nothing");
      } else if (rows.columns().get(column).isText()) {
        rows.setText(column, fields[column]);
      } else {
        rows.setNumber(column, fields[column]);
      }
    }
    rows.end();
  }

  private static String expected(List<FeatureColumn> columns, List<String> classes) {
    boolean hasTexts = columns.stream().anyMatch(FeatureColumn::isText);
    return "%d %s, the last of them %s"
        .formatted(
            columns.size() + 1, hasTexts ? "values" : "numbers", String.join(" or ", classes));
  }
}
