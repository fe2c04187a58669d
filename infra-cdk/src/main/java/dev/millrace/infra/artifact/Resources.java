package dev.millrace.infra.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Files that stand beside the app's classes. */
public final class Resources {
  private static final String FOLDER = "/dev/millrace/infra/";

  private Resources() {}

  public static String text(String path) {
    try (var in = Resources.class.getResourceAsStream(FOLDER + path)) {
      if (in == null) {
        throw new IllegalArgumentException("There is no resource " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The resource %s cannot be read".formatted(path), e);
    }
  }

  public static JsonNode json(String path) {
    try {
      return new ObjectMapper().readTree(text(path));
    } catch (IOException e) {
      throw new UncheckedIOException("The resource %s is no JSON".formatted(path), e);
    }
  }
}
