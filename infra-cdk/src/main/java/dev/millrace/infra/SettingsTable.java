package dev.millrace.infra;

import dev.millrace.infra.settings.DeclaredSetting;
import dev.millrace.infra.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes the table of settings of infra-cdk's README anew, from their declarations. */
public final class SettingsTable {
  private SettingsTable() {}

  /**
   * Rewrites the table of a page.
   *
   * @param arguments the page
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      System.err.println("Usage: SettingsTable PAGE");
      System.exit(2);
    }
    var page = Path.of(arguments[0]);
    Files.writeString(page, rewritten(Files.readString(page)));
  }

  static String rewritten(String page) {
    var reader = new SettingsReader(Map.of());
    Capabilities.of(reader);
    return WrittenPart.replaced(page, "infra-cdk/settings", table(reader.declared()));
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
