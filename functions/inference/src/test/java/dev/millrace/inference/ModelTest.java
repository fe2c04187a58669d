package dev.millrace.inference;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelTest {

  @TempDir private Path directory;

  @Test
  void aDeclarationOfAnotherWidthThanTheModelsIsRefused() throws Exception {
    copyModel();
    declare(
        "{\"name\": \"m\", \"version\": \"1.0.0\", \"features\": [{\"name\": \"hour_of_day\"}]}");

    assertThatThrownBy(() -> Model.load(directory, 1))
        .isInstanceOf(UnusableModelException.class)
        .hasMessage("model.onnx takes 6 features and model.json declares 1: [hour_of_day]");
  }

  @Test
  void aFolderWithoutADeclarationIsRefused() {
    assertThatThrownBy(() -> Model.load(directory, 1))
        .isInstanceOf(UnusableModelException.class)
        .hasMessageContaining("model.json cannot be read");
  }

  @Test
  void aFolderWithoutAModelIsRefused() throws Exception {
    copyDeclaration();

    assertThatThrownBy(() -> Model.load(directory, 1))
        .isInstanceOf(UnusableModelException.class)
        .hasMessageContaining("model.onnx is not there");
  }

  @Test
  void aModelThatIsNoOnnxIsRefused() throws Exception {
    copyDeclaration();
    Files.writeString(directory.resolve("model.onnx"), "not a model");

    assertThatThrownBy(() -> Model.load(directory, 1))
        .isInstanceOf(UnusableModelException.class)
        .hasMessageContaining("is no ONNX model, or is cut off");
  }

  @Test
  void aDeclarationThatIsNoneIsRefusedWithItsFileAndPlace() throws Exception {
    copyModel();
    declare("{\"name\": \"m\", \"version\": \"1.0.0\", \"features\": []}");

    assertThatThrownBy(() -> Model.load(directory, 1))
        .isInstanceOf(UnusableModelException.class)
        .hasMessageContaining(directory.resolve("model.json").toString())
        .hasMessageContaining("features held an array of 0, expected");
  }

  private void declare(String json) throws IOException {
    Files.writeString(directory.resolve("model.json"), json);
  }

  private void copyDeclaration() throws IOException {
    copy("model.json");
  }

  private void copyModel() throws IOException {
    copy("model.onnx");
  }

  private void copy(String file) throws IOException {
    Files.copy(
        Path.of("../../model-server/models/session-conversion/1.0.0", file),
        directory.resolve(file));
  }
}
