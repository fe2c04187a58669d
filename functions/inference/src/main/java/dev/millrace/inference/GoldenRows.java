package dev.millrace.inference;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of raw values in {@code model.json} with the scores that their model has to give for them:
 * {@code "golden": [{"features": {"visits": 3}, "score": 0.37}]}.
 *
 * @param expected for each row its score, or the probabilities in the order of the classes
 */
record GoldenRows(FeatureRows rows, List<double[]> expected) {

  /** Of the number that is expected. */
  private static final double RELATIVE_TOLERANCE = 1e-6;

  /** Nearer to 0 than this the difference is held against this number. */
  private static final double LEAST_MAGNITUDE = 1e-3;

  private static final String MEMBER = "golden";

  /**
   * Reads the golden rows of a {@code model.json} that is JSON; it may hold none.
   *
   * @param columns the model's features
   * @param classes of a multiclass model; empty where a row has a score
   * @throws UnusableModelException when a row is not one of the model's; the sentence names it
   */
  static GoldenRows read(byte[] modelJson, List<FeatureColumn> columns, List<String> classes)
      throws IOException, UnusableModelException {
    var golden = new GoldenRows(new FeatureRows(columns, "golden row"), new ArrayList<>());
    try (JsonParser parser = new JsonFactory().createParser(modelJson)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean isGolden = parser.currentName().equals(MEMBER);
        parser.nextToken();
        if (isGolden) {
          golden.readAll(parser, classes);
        } else {
          parser.skipChildren();
        }
      }
    } catch (InvalidRowException e) {
      throw new UnusableModelException("model.json: " + e.getMessage(), e);
    }
    return golden;
  }

  private void readAll(JsonParser parser, List<String> classes)
      throws IOException, UnusableModelException, InvalidRowException {
    if (!parser.hasToken(JsonToken.START_ARRAY)) {
      throw new UnusableModelException(
          "model.json: golden is no array; expected [{\"features\": {...}, \"score\": number}, ...]");
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      readRow(parser, classes);
    }
  }

  private void readRow(JsonParser parser, List<String> classes)
      throws IOException, UnusableModelException, InvalidRowException {
    int row = expected.size();
    require(parser.hasToken(JsonToken.START_OBJECT), row, "is no object");
    double[] scores = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String member = parser.currentName();
      parser.nextToken();
      switch (member) {
        case "features" -> FeatureObject.read(parser, rows);
        case "score" -> {
          require(classes.isEmpty(), row, "has a score; expected the probabilities by class");
          scores = new double[] {number(parser, row, "score")};
        }
        case "probabilities" -> {
          require(!classes.isEmpty(), row, "has probabilities; expected a score");
          scores = probabilities(parser, row, classes);
        }
        default ->
            throw refused(
                row,
                "has the unknown member '%s'; expected features and ".formatted(member)
                    + (classes.isEmpty() ? "score" : "probabilities"));
      }
    }
    require(rows.count() == row + 1, row, "lacks features");
    require(scores != null, row, classes.isEmpty() ? "lacks score" : "lacks probabilities");
    expected.add(scores);
  }

  private static double[] probabilities(JsonParser parser, int row, List<String> classes)
      throws IOException, UnusableModelException {
    require(parser.hasToken(JsonToken.START_OBJECT), row, "has probabilities that are no object");
    double[] probabilities = new double[classes.size()];
    Arrays.fill(probabilities, Double.NaN);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      int place = classes.indexOf(name);
      require(place >= 0, row, "has the unknown class '%s'; expected %s".formatted(name, classes));
      parser.nextToken();
      probabilities[place] = number(parser, row, name);
    }
    for (int place = 0; place < probabilities.length; place++) {
      require(
          !Double.isNaN(probabilities[place]),
          row,
          "lacks the probability of the class '%s'".formatted(classes.get(place)));
    }
    return probabilities;
  }

  private static double number(JsonParser parser, int row, String member)
      throws IOException, UnusableModelException {
    require(
        parser.currentToken().isNumeric() && Double.isFinite(parser.getDoubleValue()),
        row,
        "holds %s as %s; expected a finite number".formatted(parser.getText(), member));
    return parser.getDoubleValue();
  }

  private static void require(boolean met, int row, String predicate)
      throws UnusableModelException {
    if (!met) {
      throw refused(row, predicate);
    }
  }

  private static UnusableModelException refused(int row, String predicate) {
    return new UnusableModelException("model.json: golden row %d %s".formatted(row, predicate));
  }

  /** Whether there are none. */
  boolean isEmpty() {
    return expected.isEmpty();
  }

  /**
   * Holds a row's answer against what is expected.
   *
   * @throws UnusableModelException when a number differs by more than 1e-6 of itself
   */
  void requireSame(int row, Predictions answer) throws UnusableModelException {
    double[] numbers = expected.get(row);
    for (int column = 0; column < numbers.length; column++) {
      double came = answer.value(0, column);
      double tolerance = RELATIVE_TOLERANCE * Math.max(Math.abs(numbers[column]), LEAST_MAGNITUDE);
      if (!(Math.abs(came - numbers[column]) <= tolerance)) {
        String what =
            answer.classes().isEmpty()
                ? "score"
                : "probability of '%s'".formatted(answer.classes().get(column));
        throw new UnusableModelException(
            "model.onnx gives golden row %d of model.json the %s %s; expected %s, give or take %.1e"
                .formatted(row, what, came, numbers[column], tolerance));
      }
    }
  }
}
