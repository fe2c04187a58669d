package dev.millrace.infra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The computed part of docs/COSTS.md. Run in {@code infra-cdk}, it writes that part anew. */
public final class CostsPage {
  private static final String BEGIN = "<!-- computed by infra-cdk/costs: begin -->\n";
  private static final String END = "<!-- computed by infra-cdk/costs: end -->\n";

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
    var costs = new Costs(new Templates(Path.of(arguments[0])), Prices.read(Path.of(arguments[1])));
    Files.writeString(page, rewritten(Files.readString(page), costs));
  }

  static String rewritten(String page, Costs costs) {
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    if (begin < BEGIN.length() || end < begin) {
      throw new InvalidSettingException("page", "without marks", BEGIN.strip() + " and its end");
    }
    return page.substring(0, begin) + computed(costs) + page.substring(end);
  }

  private static String computed(Costs costs) {
    return """

    List prices of %s, %s, in US dollars.

    ### An idle month

    %s
    ### A million sessions

    %s
    ### A million service events

    %s
    Beside these, a month in which events come all the time pays %s for %s and %s for %s.

    """
        .formatted(
            costs.prices().json().path("region").asText(),
            costs.prices().json().path("as_of").asText(),
            table(costs.idleMonth()),
            table(costs.millionEvents()),
            table(costs.millionServiceEvents()),
            dollars(costs.metrics().dollars()),
            inSentence(costs.metrics()),
            dollars(costs.keyRequests().dollars()),
            inSentence(costs.keyRequests()));
  }

  private static String inSentence(Costs.Line line) {
    return line.what().substring(0, 1).toLowerCase(Locale.ROOT) + line.what().substring(1);
  }

  private static String table(List<Costs.Line> lines) {
    var table = new StringBuilder("| what | how much | $ |\n| --- | --- | ---: |\n");
    lines.forEach(
        line ->
            table.append(
                "| %s | %s | %s |\n"
                    .formatted(line.what(), line.basis(), dollars(line.dollars()))));
    return table
        .append("| **total** | | **%s** |\n".formatted(dollars(Costs.total(lines))))
        .toString();
  }

  private static String dollars(double dollars) {
    return dollars < 0.005 ? "< 0.01" : "%.2f".formatted(dollars);
  }
}
