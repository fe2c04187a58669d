package dev.millrace.modelserver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What model.json says of a model.
 *
 * @param name lower-case letters, digits, dots, underscores and hyphens
 * @param version likewise
 * @param features the features' names in the order in which the model takes them
 */
record ModelDeclaration(String name, String version, List<String> features) {

  /** Names go into an HTTP header as they are. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  private static final int FINGERPRINT_BYTES = 8;

  ModelDeclaration {
    features = List.copyOf(features);
  }

  /**
   * The features' names and order in 16 hexadecimal digits: the first of the SHA-256 of the names
   * in UTF-8, with a line feed between them.
   */
  String featureFingerprint() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(String.join("\n", features).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, FINGERPRINT_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /**
   * Reads a declaration. Fields of no concern to the server, such as a feature's default, may be
   * there.
   *
   * @throws UnusableModelException when the file is missing or is not a declaration
   */
  static ModelDeclaration read(Path file) throws UnusableModelException {
    try (JsonParser parser = new JsonFactory().createParser(Files.readAllBytes(file))) {
      return declaration(parser, file);
    } catch (IOException e) {
      throw new UnusableModelException("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  private static ModelDeclaration declaration(JsonParser parser, Path file)
      throws IOException, UnusableModelException {
    String name = null;
    String version = null;
    var features = new ArrayList<String>();
    expect(parser.nextToken() == JsonToken.START_OBJECT, file, "an object");
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      switch (parser.currentName()) {
        case "name" -> name = parser.nextTextValue();
        case "version" -> version = parser.nextTextValue();
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
    expect(new HashSet<>(features).size() == features.size(), file, "every feature once");
    return new ModelDeclaration(name, version, features);
  }

  private static void readFeatures(JsonParser parser, List<String> features, Path file)
      throws IOException, UnusableModelException {
    expect(parser.nextToken() == JsonToken.START_ARRAY, file, "features to be an array");
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      expect(parser.hasToken(JsonToken.START_OBJECT), file, "every feature to be an object");
      String feature = null;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        if (parser.currentName().equals("name")) {
          feature = parser.nextTextValue();
        } else {
          parser.nextToken();
          parser.skipChildren();
        }
      }
      expect(feature != null && !feature.isEmpty(), file, "every feature to have a name");
      features.add(feature);
    }
  }

  private static void expect(boolean met, Path file, String expectation)
      throws UnusableModelException {
    if (!met) {
      throw new UnusableModelException("%s: expected %s".formatted(file, expectation));
    }
  }
}
