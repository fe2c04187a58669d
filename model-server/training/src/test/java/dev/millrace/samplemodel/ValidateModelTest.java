package dev.millrace.samplemodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidateModelTest {
  private static final Path MODELS = Path.of("../models");
  private static final String FEATURES =
      "day_of_year,day_of_week,hour_of_day,zip_known,median_income,population_density,label\n";

  @TempDir private Path folder;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private boolean passes(DeclaredModel model) throws Exception {
    return ValidateModel.passes(
        model, folder, new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  /** The demo's model under another name, or with other gates. */
  private DeclaredModel model(String name, String gates) throws Exception {
    Path version = Files.createDirectories(folder.resolve(name).resolve("2.0.0"));
    Path original = MODELS.resolve("session-conversion/1.0.0");
    Files.copy(original.resolve("model.onnx"), version.resolve("model.onnx"));
    String declaration = Files.readString(original.resolve("model.json"));
    Files.writeString(
        version.resolve("model.json"),
        declaration.replaceAll("(?s)\"gates\": \\[.*?]", "\"gates\": " + gates));
    return DeclaredModel.read(version);
  }

  private void heldOut(String text) throws IOException {
    Files.writeString(folder.resolve("other.csv"), text);
  }

  @Test
  void everyVersionInTheRepositoryPassesItsGates() throws Exception {
    assertThat(ValidateModel.versions(MODELS)).isNotEmpty();
    for (Path version : ValidateModel.versions(MODELS)) {
      assertThat(passes(DeclaredModel.read(version))).as(version.toString()).isTrue();
    }
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("session-conversion 1.0.0: log_loss is 0.47")
        .contains("session-conversion 1.0.0: roc_auc is 0.71")
        .contains("order-returns 1.0.0: log_loss is 0.")
        .contains("order-returns 1.0.0: roc_auc is 0.");
  }

  @Test
  void aGateThatIsNotPassedIsNamedWithItsValue() throws Exception {
    assertThat(
            passes(
                model(
                    "session-conversion",
                    """
                    [{"metric": "roc_auc", "at_least": 0.7}, {"metric": "log_loss", "at_most": 0.4}]
                    """)))
        .isFalse();

    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "session-conversion 2.0.0: roc_auc is 0.7186, expected at least 0.7: passed",
            "session-conversion 2.0.0: log_loss is 0.4738, expected at most 0.4: NOT PASSED");
  }

  @Test
  void anotherModelIsScoredOnItsOwnRows() throws Exception {
    heldOut(FEATURES + "340,5,20,1,200000,5000,1\n60,1,4,1,20000,10,0\n");

    assertThat(passes(model("other", "[{\"metric\": \"roc_auc\", \"at_least\": 1}]"))).isTrue();
  }

  @Test
  void rowsOfTextsMissingValuesAndClassesAreRead() throws Exception {
    Path version = Files.createDirectories(folder.resolve("other/2.0.0"));
    for (String file : List.of("model.onnx", "model.json")) {
      Files.copy(MODELS.resolve("order-returns/1.0.0").resolve(file), version.resolve(file));
    }
    DeclaredModel model = DeclaredModel.read(version);
    heldOut(
        String.join(",", model.features())
            + ",label\n"
            + "card,DE,1,3.0,4,0,0,0,12,0,6,3,,0.02,books,1,kept\n"
            + "invoice,DE,2,5,0,0,1,0,12,0,6,,,0.5,shoes,1,exchanged\n"
            + "invoice,DE,6,6.5,0,0,0,0,23,1,6,,,0.6,clothing,1,returned\n");

    assertThat(passes(model)).isTrue();
  }

  @Test
  void rowsWithTheLabelsExchangedPassNoGate() throws Exception {
    heldOut(FEATURES + "340,5,20,1,200000,5000,0\n60,1,4,1,20000,10,1\n");

    assertThat(passes(model("other", "[{\"metric\": \"roc_auc\", \"at_least\": 0.5}]"))).isFalse();
  }

  @Test
  void rowsOfOneLabelAloneHaveNoCurveAndPassNoGateOnIt() throws Exception {
    heldOut(FEATURES + "340,5,20,1,200000,5000,1\n");

    assertThat(passes(model("other", "[{\"metric\": \"roc_auc\", \"at_least\": 0}]"))).isFalse();
  }

  @Test
  void aModelWithoutHeldOutRowsIsAnError() {
    assertThatThrownBy(() -> passes(model("other", "[{\"metric\": \"roc_auc\", \"at_least\": 0}]")))
        .isInstanceOf(UnusableVersionException.class)
        .hasMessage(
            "There is no held-out data for the model other; expected %s",
            folder.resolve("other.csv"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,b | begins with",
        "1,2,3,4,5,6 | expected 7 numbers",
        "1,2,3,4,5,6,2 | the last of them 0 or 1",
        "1,2,x,4,5,6,1 | line 2"
      })
  void rowsThatAreNotAsDeclaredAreAnErrorThatSaysWhere(String line, String message)
      throws Exception {
    heldOut(line.equals("a,b") ? line : FEATURES + line);
    var model = model("other", "[{\"metric\": \"roc_auc\", \"at_least\": 0}]");

    assertThatThrownBy(() -> passes(model))
        .isInstanceOf(UnusableVersionException.class)
        .hasMessageContaining("other.csv")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | declares no gates",
        "[{\"metric\": \"f2_score\", \"at_least\": 0}] | has a gate on the metric \"f2_score\"",
        "[{\"metric\": \"roc_auc\"}] | expected a metric and a number",
        "[{\"metric\": \"roc_auc\", \"at_least\": 0, \"at_most\": 1}] | expected a metric and a number",
        "nothing | is no JSON"
      })
  void aDeclarationWithoutUsableGatesIsAnError(String gates, String message) {
    assertThatThrownBy(() -> model("other", gates))
        .isInstanceOf(UnusableVersionException.class)
        .hasMessageContaining("model.json")
        .hasMessageContaining(message);
  }
}
