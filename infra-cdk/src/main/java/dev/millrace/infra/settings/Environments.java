package dev.millrace.infra.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The environments that a file declares, each with its settings: {@code {"environments": {"dev":
 * {"shards": 2}, "prod": {}}}}.
 *
 * @param settings what each sets, by its name, in the file's order
 */
public record Environments(Map<String, Map<String, Object>> settings) {
  /** The prefix of settings in the CDK's context: {@code -c millrace:retain=false}. */
  public static final String CONTEXT = "millrace:";

  /** What an environment may be called: its name begins those of its stacks. */
  public static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,19}");

  private static final List<String> KEYS = List.of("$schema", "environments");
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * Reads the file.
   *
   * @throws InvalidSettingException when it cannot be read, or is not such a file
   */
  public static Environments read(Path file) {
    var json = json(file);
    json.fieldNames()
        .forEachRemaining(
            key -> {
              if (!KEYS.contains(key)) {
                throw invalid(
                    file, "holds the key %s; expected $schema and environments".formatted(key));
              }
            });
    if (!json.path("environments").isObject() || json.path("environments").isEmpty()) {
      throw invalid(file, "has no environments; expected one at least");
    }
    var settings = new LinkedHashMap<String, Map<String, Object>>();
    json.path("environments")
        .properties()
        .forEach(
            environment ->
                settings.put(name(file, environment.getKey()), values(file, environment)));
    return new Environments(settings);
  }

  private static JsonNode json(Path file) {
    try {
      return JSON.readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      throw invalid(
          file,
          at == null
              ? "is not JSON"
              : "is not JSON from line %d, column %d, or has a key twice there"
                  .formatted(at.getLineNr(), at.getColumnNr()));
    } catch (IOException _) {
      throw invalid(file, "cannot be read; expected the settings of each environment");
    }
  }

  private static String name(Path file, String name) {
    if (!NAME.matcher(name).matches()) {
      throw invalid(
          file,
          "names the environment \"%s\"; expected lower-case letters, digits and dashes, at most 20, a letter first"
              .formatted(name));
    }
    return name;
  }

  private static Map<String, Object> values(Path file, Map.Entry<String, JsonNode> environment) {
    if (!environment.getValue().isObject()) {
      throw invalid(
          file,
          "gives %s the settings %s; expected an object"
              .formatted(environment.getKey(), environment.getValue()));
    }
    return JSON.convertValue(environment.getValue(), new TypeReference<>() {});
  }

  private static InvalidSettingException invalid(Path file, String what) {
    return new InvalidSettingException("%s %s.".formatted(file.getFileName(), what));
  }

  /** The environments' names, in the file's order. */
  public List<String> names() {
    return List.copyOf(settings.keySet());
  }

  /**
   * One of them alone.
   *
   * @throws InvalidSettingException when there is none of this name
   */
  public Environments only(String name) {
    if (!settings.containsKey(name)) {
      throw new InvalidSettingException("MILLRACE_ENVIRONMENT", name, "one of " + names());
    }
    return new Environments(Map.of(name, settings.get(name)));
  }

  /**
   * All of them with the settings that the CDK's context has under {@code millrace:KEY}; whatever
   * else stands there is the CDK's own.
   */
  public Environments with(Map<String, ?> context) {
    var changed = new LinkedHashMap<String, Map<String, Object>>();
    settings.forEach(
        (name, values) -> {
          var all = new LinkedHashMap<>(values);
          context.forEach(
              (key, value) -> {
                if (key.startsWith(CONTEXT)) {
                  all.put(key.substring(CONTEXT.length()), value);
                }
              });
          changed.put(name, all);
        });
    return new Environments(changed);
  }
}
