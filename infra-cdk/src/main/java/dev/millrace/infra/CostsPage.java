package dev.millrace.infra;

import dev.millrace.infra.costs.Bill;
import dev.millrace.infra.costs.Prices;
import dev.millrace.infra.costs.Templates;
import dev.millrace.infra.platform.PlatformCosts;
import dev.millrace.infra.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The computed part of docs/COSTS.md. Run in {@code infra-cdk}, it writes that part anew. */
public final class CostsPage {
  private CostsPage() {}

  /**
   * Rewrites the computed part of a page from the templates in a folder.
   *
   * @param arguments the folder that a synthesis wrote, the prices, the page
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 3) {
      System.err.println("Usage: CostsPage CDK_OUT PRICES_JSON PAGE");
      System.exit(2);
    }
    var page = Path.of(arguments[2]);
    var templates = new Templates(Path.of(arguments[0]));
    var prices = Prices.read(Path.of(arguments[1]));
    Files.writeString(page, rewritten(Files.readString(page), templates, prices));
  }

  static String rewritten(String page, Templates templates, Prices prices) {
    return WrittenPart.replaced(page, "infra-cdk/costs", computed(templates, prices));
  }

  /** The costs of everything that the templates hold. */
  static Bill bill(Templates templates, Prices prices) {
    var bill = new Bill();
    new PlatformCosts(templates, prices).addTo(bill);
    // What they cost is in the templates: other settings would change nothing here.
    Capabilities.of(new SettingsReader(Map.of()))
        .list()
        .forEach(capability -> capability.addCosts(templates, prices, bill));
    return bill;
  }

  private static String computed(Templates templates, Prices prices) {
    var bill = bill(templates, prices);
    var text = new StringBuilder();
    text.append(
        "\nList prices of %s, %s, in US dollars.\n"
            .formatted(
                prices.json().path("region").asText(), prices.json().path("as_of").asText()));
    text.append("\n### An idle month\n\n").append(table(bill.idleMonth()));
    bill.perMillion()
        .forEach(
            (records, lines) ->
                text.append("\n### A million %s\n\n".formatted(records)).append(table(lines)));
    var platform = new PlatformCosts(templates, prices);
    var metrics = platform.metrics();
    var keyRequests = platform.keyRequests();
    return text.append(
            "\nBeside these, a month in which events come all the time pays %s for %s and %s for %s.\n\n"
                .formatted(
                    dollars(metrics.dollars()),
                    inSentence(metrics),
                    dollars(keyRequests.dollars()),
                    inSentence(keyRequests)))
        .toString();
  }

  private static String inSentence(Bill.Line line) {
    return line.what().substring(0, 1).toLowerCase(Locale.ROOT) + line.what().substring(1);
  }

  private static String table(List<Bill.Line> lines) {
    var table = new StringBuilder("| what | how much | $ |\n| --- | --- | ---: |\n");
    lines.forEach(
        line ->
            table.append(
                "| %s | %s | %s |\n"
                    .formatted(line.what(), line.basis(), dollars(line.dollars()))));
    return table
        .append("| **total** | | **%s** |\n".formatted(dollars(Bill.total(lines))))
        .toString();
  }

  private static String dollars(double dollars) {
    return dollars < 0.005 ? "< 0.01" : "%.2f".formatted(dollars);
  }
}
