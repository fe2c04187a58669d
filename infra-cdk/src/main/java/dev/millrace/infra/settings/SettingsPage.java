package dev.millrace.infra.settings;

import java.util.List;

/** The table of all settings in infra-cdk's README, made of their declarations. */
public final class SettingsPage {
  private static final String BEGIN = "<!-- written by infra-cdk/settings: begin -->\n";
  private static final String END = "<!-- written by infra-cdk/settings: end -->\n";

  private SettingsPage() {}

  /** The page with its table written anew. */
  public static String rewritten(String page, List<DeclaredSetting> settings) {
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    if (begin < BEGIN.length() || end < begin) {
      throw new IllegalArgumentException(
          "The page has no %s followed by %s".formatted(BEGIN.strip(), END.strip()));
    }
    return page.substring(0, begin) + table(settings) + page.substring(end);
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
