package dev.millrace.inference;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What model.json says of a model.
 *
 * @param name lower-case letters, digits, dots, underscores and hyphens
 * @param version likewise
 * @param features the features' names in the order in which the model takes them
 */
record ModelDeclaration(
    String name, String version, Task task, List<String> classes, List<DeclaredFeature> features) {

  /** Names go into an HTTP header as they are. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  ModelDeclaration {
    classes = List.copyOf(classes);
    features = List.copyOf(features);
  }

  /**
   * Reads a declaration. Fields of no concern to the server, such as a feature's default, may be
   * there.
   *
   * @throws UnusableModelException when the file is missing or is not a declaration
   */
  static ModelDeclaration read(byte[] json, Path file) throws UnusableModelException {
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      return declaration(parser, file);
    } catch (IOException e) {
      throw new UnusableModelException("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  private static ModelDeclaration declaration(JsonParser parser, Path file)
      throws IOException, UnusableModelException {
    String name = null;
    String version = null;
    var features = new ArrayList<DeclaredFeature>();
    var classes = new ArrayList<String>();
    Task task = Task.BINARY;
    expect(parser.nextToken() == JsonToken.START_OBJECT, file, "an object");
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      switch (parser.currentName()) {
        case "name" -> name = parser.nextTextValue();
        case "version" -> version = parser.nextTextValue();
        case "task" -> task = Task.valueOf(parser.nextTextValue().toUpperCase(Locale.ROOT));
        case "classes" -> {
          parser.nextToken();
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            classes.add(parser.getText());
          }
        }
        case "features" -> readFeatures(parser, features, file);
        default -> {
          parser.nextToken();
          parser.skipChildren();
        }
      }
    }
    expect(name != null && NAME.matcher(name).matches(), file, "a name of " + NAME);
    expect(version != null && NAME.matcher(version).matches(), file, "a version of " + NAME);
    expect(!features.isEmpty(), file, "at least one feature");
    expect(
        features.stream().map(DeclaredFeature::name).distinct().count() == features.size(),
        file,
        "every feature once");
    return new ModelDeclaration(name, version, task, classes, features);
  }

  private static void readFeatures(JsonParser parser, List<DeclaredFeature> features, Path file)
      throws IOException, UnusableModelException {
    expect(parser.nextToken() == JsonToken.START_ARRAY, file, "features to be an array");
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      expect(parser.hasToken(JsonToken.START_OBJECT), file, "every feature to be an object");
      String feature = null;
      boolean isCategory = false;
      boolean isNullable = false;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        switch (parser.currentName()) {
          case "name" -> feature = parser.nextTextValue();
          case "as" -> isCategory = "category".equals(parser.nextTextValue());
          case "default" -> isNullable = parser.nextToken() == JsonToken.VALUE_NULL;
          default -> {
            parser.nextToken();
            parser.skipChildren();
          }
        }
      }
      expect(feature != null && !feature.isEmpty(), file, "every feature to have a name");
      features.add(new DeclaredFeature(feature, isCategory, isNullable));
    }
  }

  private static void expect(boolean met, Path file, String expectation)
      throws UnusableModelException {
    if (!met) {
      throw new UnusableModelException("%s: expected %s".formatted(file, expectation));
    }
  }
}
