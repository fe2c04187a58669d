package dev.millrace.inference;

import static dev.millrace.inference.OnnxModelFile.ANY;
import static dev.millrace.inference.OnnxModelFile.FLOAT;
import static dev.millrace.inference.OnnxModelFile.INT64;
import static dev.millrace.inference.OnnxModelFile.STRING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a model is told when it is loaded, and where. */
class ModelRefusalsTest {
  private static final String X = "{'name': 'x', 'from': 'x', 'as': 'number'}";
  private static final String Y = "{'name': 'y', 'from': 'y', 'as': 'number'}";
  private static final String CATEGORY = "{'name': 'x', 'from': 'x', 'as': 'category'}";

  @TempDir private Path directory;

  private static String features(String... features) {
    return "'features': [" + String.join(", ", features) + "]";
  }

  private static OnnxModelFile named() {
    return new OnnxModelFile()
        .input("x", FLOAT, ANY, 1)
        .input("y", FLOAT, ANY, 1)
        .node("Add", List.of("x", "y"), "score")
        .output("score", FLOAT, ANY, 1);
  }

  /** Of one feature, x: its square root. */
  private static OnnxModelFile root() {
    return new OnnxModelFile()
        .input("x", FLOAT, ANY, 1)
        .node("Sqrt", List.of("x"), "score")
        .output("score", FLOAT, ANY, 1);
  }

  private static OnnxModelFile ofTexts(String... keys) {
    return new OnnxModelFile()
        .input("x", STRING, ANY, 1)
        .node(
            "ai.onnx.ml",
            "LabelEncoder",
            List.of("x"),
            "score",
            OnnxModelFile.texts("keys_strings", keys),
            OnnxModelFile.floats("values_floats", new float[keys.length]))
        .output("score", FLOAT, ANY, 1);
  }

  private String refusal(OnnxModelFile model, String json) throws Exception {
    model.write(directory, json);
    return refusal();
  }

  private String refusal() {
    var refusal =
        catchThrowableOfType(UnusableModelException.class, () -> Model.load(directory, 1).close());
    assertThat(refusal).as("the model is refused").isNotNull();
    assertThat(refusal.getMessage()).doesNotContain("Exception", "ORT_", "onnxruntime_src");
    return refusal.getMessage();
  }

  @Test
  void aFeatureWithoutAnInputIsNamed() throws Exception {
    assertThat(refusal(named(), features(X, "{'name': 'z', 'from': 'z', 'as': 'number'}")))
        .isEqualTo("model.onnx has no input for the feature 'z' of model.json; it takes x, y");
  }

  @Test
  void anInputWithoutAFeatureIsNamed() throws Exception {
    assertThat(refusal(named(), features(X)))
        .isEqualTo("model.onnx takes y, which model.json does not declare; it declares [x]");
  }

  @Test
  void aTextForAnInputOfNumbersIsRefused() throws Exception {
    assertThat(refusal(named(), features(CATEGORY, Y)))
        .isEqualTo(
            "model.onnx's input 'x' is float32 of shape [any, 1], and model.json declares the feature as a category");
  }

  @Test
  void aNumberForAnInputOfTextsIsRefused() throws Exception {
    assertThat(refusal(ofTexts("a"), features(X)))
        .isEqualTo(
            "model.onnx's input 'x' is string of shape [any, 1], and model.json declares the feature as a number");
  }

  @Test
  void aCategoryInAMatrixIsRefused() throws Exception {
    OnnxModelFile matrix =
        new OnnxModelFile()
            .input("input", FLOAT, ANY, 2)
            .node("ReduceMax", List.of("input"), "score", OnnxModelFile.whole("keepdims", 0))
            .output("score", FLOAT, ANY, 1);

    assertThat(refusal(matrix, features(CATEGORY, Y)))
        .isEqualTo(
            "model.onnx takes all features in 'input', numbers in one matrix, and model.json declares 'x' as a category; expected an input of strings called 'x'");
  }

  @Test
  void anInputOfAnotherShapeIsRefused() throws Exception {
    OnnxModelFile wide =
        new OnnxModelFile()
            .input("x", FLOAT, ANY, 3)
            .node("Sqrt", List.of("x"), "score")
            .output("score", FLOAT, ANY, 3);

    assertThat(refusal(wide, features(X)))
        .startsWith("model.onnx's input 'x' is float32 of shape [any, 3]; expected")
        .endsWith("of shape [rows, 1]");
  }

  @Test
  void aMatrixOfWholeNumbersIsRefused() throws Exception {
    OnnxModelFile whole =
        new OnnxModelFile()
            .input("input", INT64, ANY, 2)
            .node("Cast", List.of("input"), "score", OnnxModelFile.whole("to", FLOAT))
            .output("score", FLOAT, ANY, 2);

    assertThat(refusal(whole, features(X, Y)))
        .isEqualTo(
            "model.onnx's input 'input' is int64 of shape [any, 2]; expected float32 of shape [rows, 2], or one input per feature, called as it is");
  }

  @Test
  void moreThanOneScoreIsRefused() throws Exception {
    OnnxModelFile floats = root().node("Neg", List.of("x"), "other").output("other", FLOAT, ANY);
    assertThat(refusal(floats, "'task': 'regression', " + features(X)))
        .isEqualTo(
            "model.onnx has the outputs 'score' (float32 of shape [any, 1]), 'other' (float32 of an open shape); expected exactly one of float32 or float64 with one column, the score");
  }

  @Test
  void classesThatDoNotMatchTheColumnsAreRefused() throws Exception {
    OnnxModelFile three =
        new OnnxModelFile()
            .input("x", FLOAT, ANY, 1)
            .constant("ones", new int[] {1, 3}, 1, 1, 1)
            .node("MatMul", List.of("x", "ones"), "probabilities")
            .output("probabilities", FLOAT, ANY, 3);
    assertThat(refusal(three, "'task': 'multiclass', 'classes': ['a', 'b'], " + features(X)))
        .contains("'probabilities' (float32 of shape [any, 3])", "for each of the 2 classes");

    OnnxModelFile open =
        new OnnxModelFile()
            .input("x", FLOAT, ANY, 1)
            .node(
                "ai.onnx.ml",
                "LinearRegressor",
                List.of("x"),
                "probabilities",
                OnnxModelFile.floats("coefficients", 1, 1, 1),
                OnnxModelFile.whole("targets", 3))
            .output("probabilities", FLOAT, ANY, ANY);
    assertThat(refusal(open, "'task': 'multiclass', 'classes': ['a', 'b'], " + features(X)))
        .isEqualTo("model.onnx gives 3 numbers in 'probabilities' for 1 rows; expected 2 a row");
  }

  @Test
  void classesOfMapsThatAreNotTheDeclaredOnesAreRefused() throws Exception {
    OnnxModelFile maps =
        new OnnxModelFile()
            .input("x", FLOAT, ANY, 1)
            .constant("ones", new int[] {1, 2}, 1, 1)
            .node("MatMul", List.of("x", "ones"), "columns")
            .node(
                "ai.onnx.ml",
                "ZipMap",
                List.of("columns"),
                "maps",
                OnnxModelFile.texts("classlabels_strings", "a", "b"))
            .outputOfMaps("maps");

    assertThat(refusal(maps, "'task': 'multiclass', 'classes': ['a', 'c'], " + features(X)))
        .isEqualTo(
            "model.onnx gives the classes [a, b] in 'maps'; expected those of model.json: [a, c]");
  }

  @Test
  void anOperatorThatTheRuntimeLacksIsNamed() throws Exception {
    OnnxModelFile own =
        new OnnxModelFile()
            .input("x", FLOAT, ANY, 1)
            .node("com.acme", "Foo", List.of("x"), "score")
            .output("score", FLOAT, ANY, 1);

    assertThat(refusal(own, features(X)))
        .isEqualTo(
            directory.resolve("model.onnx")
                + " uses the operator com.acme.Foo, which the runtime does not have");
  }

  @Test
  void anOperatorOfALaterVersionIsNamed() throws Exception {
    OnnxModelFile later =
        new OnnxModelFile()
            .opset(8)
            .input("x", FLOAT, ANY, 1)
            .node("Mish", List.of("x"), "score")
            .output("score", FLOAT, ANY, 1);

    assertThat(refusal(later, features(X)))
        .endsWith("uses the operator Mish, which version 8 of its operators does not have");
  }

  @Test
  void operatorsOfAVersionThatTheRuntimeDoesNotKnowAreRefused() throws Exception {
    assertThat(refusal(root().opset(99), features(X)))
        .containsPattern(
            "has version 99 of the operators ai.onnx; the runtime takes versions up to \\d+");
  }

  @Test
  void valuesInAnotherFileAreRefused() throws Exception {
    OnnxModelFile external =
        new OnnxModelFile()
            .input("x", FLOAT, ANY, 1)
            .externalConstant("weights", "../model.data")
            .node("Mul", List.of("x", "weights"), "score")
            .output("score", FLOAT, ANY, 1);

    assertThat(refusal(external, features(X)))
        .endsWith(
            "model.onnx keeps the values of 'weights' in '../model.data'; expected all of them in the one file");
  }

  @Test
  void aFileThatIsCutOffIsRefused() throws Exception {
    byte[] whole = root().toBytes();
    root().write(directory, features(X));
    for (int length : List.of(0, 1, whole.length / 2, whole.length - 1)) {
      Files.write(directory.resolve("model.onnx"), Arrays.copyOf(whole, length));

      assertThat(refusal()).as("%d bytes", length).contains("model.onnx");
    }
  }

  @Test
  void aTextThatNoInputCouldEqualIsRefused() throws Exception {
    assertThat(refusal(ofTexts("a", "😀"), features(CATEGORY)))
        .startsWith(
            "model.onnx compares texts with '😀'; expected characters from U+0001 to U+FFFF");
  }

  @Test
  void aGoldenRowWithAnotherScoreRefusesTheModel() throws Exception {
    String golden =
        ", 'golden': [{'features': {'x': 4}, 'score': 2}, {'features': {'x': 9}, 'score': 3.00001}]";

    assertThat(refusal(root(), features(X) + golden))
        .isEqualTo(
            "model.onnx gives golden row 1 of model.json the score 3.0; expected 3.00001, give or take 3.0e-06");
  }

  @Test
  void aGoldenRowWithoutAFiniteAnswerRefusesTheModel() throws Exception {
    assertThat(refusal(root(), features(X) + ", 'golden': [{'features': {'x': -4}, 'score': 2}]"))
        .startsWith("model.onnx gives golden row 0 of model.json the score NaN; expected 2.0");
  }

  @Test
  void aGoldenRowThatIsNoneIsNamed() throws Exception {
    String[][] cases = {
      {"{'features': {'z': 1}, 'score': 2}", "golden row 0 has the unknown feature 'z'"},
      {"{'features': {}, 'score': 2}", "golden row 0 lacks the feature 'x'"},
      {"{'features': {'x': 'a'}, 'score': 2}", "feature 'x' holds the string 'a'"},
      {"{'score': 2}", "golden row 0 lacks features"},
      {"{'features': {'x': 1}}", "golden row 0 lacks score"},
      {"{'features': {'x': 1}, 'score': '2'}", "golden row 0 holds 2 as score"},
      {"{'features': {'x': 1}, 'scores': 2}", "golden row 0 has the unknown member 'scores'"},
      {"{'features': {'x': 1}, 'probabilities': {'a': 1}}", "has probabilities; expected a score"},
      {"3", "golden row 0 is no object"},
    };
    for (String[] each : cases) {
      assertThat(refusal(root(), features(X) + ", 'golden': [" + each[0] + "]"))
          .startsWith("model.json: ")
          .contains(each[1]);
    }
    assertThat(refusal(root(), features(X) + ", 'golden': 3")).contains("golden is no array");
  }
}
