package dev.millrace.infra;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.infra.settings.DeclaredSetting;
import dev.millrace.infra.settings.Environments;
import dev.millrace.infra.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes what documents the settings anew, from their declarations: the table of infra-cdk's README
 * and the JSON Schema of the file of environments.
 */
public final class SettingsPages {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private SettingsPages() {}

  /**
   * Rewrites both.
   *
   * @param arguments the page and the schema
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2) {
      System.err.println("Usage: SettingsPages PAGE SCHEMA");
      System.exit(2);
    }
    var page = Path.of(arguments[0]);
    Files.writeString(page, rewritten(Files.readString(page)));
    Files.writeString(Path.of(arguments[1]), schema());
  }

  private static List<DeclaredSetting> declared() {
    var reader = new SettingsReader(Map.of());
    Capabilities.of(reader);
    return reader.declared();
  }

  static String rewritten(String page) {
    return WrittenPart.replaced(page, "infra-cdk/settings", table(declared()));
  }

  /** The schema of {@code environments.json}: no key but those of settings. */
  static String schema() throws JsonProcessingException {
    var schema = JSON.createObjectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "Environments of Millrace");
    schema.put("type", "object").put("additionalProperties", false);
    schema.putArray("required").add("environments");
    var file = schema.putObject("properties");
    file.putObject("$schema").put("type", "string");
    var environments = file.putObject("environments").put("type", "object");
    environments.put("minProperties", 1).put("additionalProperties", false);
    var settings =
        environments
            .putObject("patternProperties")
            .putObject("^%s$".formatted(Environments.NAME))
            .put("type", "object")
            .put("additionalProperties", false)
            .putObject("properties");
    for (var setting : declared()) {
      ObjectNode of = setting.schema().deepCopy();
      of.put(
          "description",
          "%s (default: %s)".formatted(plain(setting.meaning()), byDefault(setting)));
      settings.set(setting.key(), of);
    }
    return JSON.writeValueAsString(schema) + "\n";
  }

  /** Without the marks that only Markdown shows. */
  private static String plain(String markdown) {
    return markdown.replace("`", "").replace("**", "");
  }

  private static String byDefault(DeclaredSetting setting) {
    return setting.byDefault().isEmpty() ? "none" : setting.byDefault();
  }

  private static String table(List<DeclaredSetting> settings) {
    var table =
        new StringBuilder(
            """

            | key | default | expected | meaning | may it change later? |
            | --- | --- | --- | --- | --- |
            """);
    for (var setting : settings) {
      table.append(
          "| `%s` | %s | %s | %s | %s |\n"
              .formatted(
                  setting.key(),
                  setting.byDefault().isEmpty() ? "none" : "`" + setting.byDefault() + "`",
                  setting.expected(),
                  setting.meaning(),
                  setting.later()));
    }
    return table.append('\n').toString();
  }
}
