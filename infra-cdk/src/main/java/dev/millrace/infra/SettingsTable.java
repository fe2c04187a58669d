package dev.millrace.infra;

import dev.millrace.infra.settings.SettingsPage;
import dev.millrace.infra.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    return SettingsPage.rewritten(page, reader.declared());
  }
}
