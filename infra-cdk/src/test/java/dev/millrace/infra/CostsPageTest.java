package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.millrace.infra.costs.Bill;
import dev.millrace.infra.costs.Prices;
import dev.millrace.infra.costs.Templates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CostsPageTest {
  private final Prices prices = Prices.read(Path.of("prices.json"));
  private final Templates templates = Synthesis.byDefault().templates();
  private final Bill bill = CostsPage.bill(templates, prices);

  @Test
  void thePageSaysWhatTheTemplatesCost() throws IOException {
    var page = Files.readString(Path.of("../docs/COSTS.md"));
    assertThat(page)
        .as("run infra-cdk/costs")
        .isEqualTo(CostsPage.rewritten(page, templates, prices));
  }

  @Test
  void anEndpointIsPaidByTheHour() {
    assertThat(line("Model endpoint (SageMaker)").dollars()).isEqualTo(0.0816 * 730);
  }

  @Test
  void whatIsSwitchedOnIsPaidFor() {
    var instances = "{\"prices\": {\"sagemaker_instance_hour\": {\"ml.m5d.large\": 1}}}";
    var other = CostsPage.bill(Synthesis.otherwise().templates(), with(instances));
    assertThat(other.idleMonth())
        .extracting(Bill.Line::what)
        .contains("VPC endpoints, by zone", "Streams (Kinesis, provisioned)")
        .doesNotContain("Fan-out consumer (Kinesis)");
  }

  @Test
  void theJobsOfTheLakeArePaidForByTheirRuns() {
    assertThat(bill.idleMonth())
        .filteredOn(line -> line.what().startsWith("Jobs of the lake"))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.basis()).startsWith("26,280 runs");
              double gigabyteSeconds = 8760 * 2.0 * (1 + 2 + 2);
              assertThat(line.dollars())
                  .isCloseTo(gigabyteSeconds * 0.0000133334 + 0.02628 * (0.20 + 1), offset(0.0001));
            });
  }

  @Test
  void aClaimIsPaidForEachServiceEvent() {
    assertThat(bill.perMillion().get(Bill.SERVICE_EVENTS))
        .filteredOn(line -> line.what().equals("Claims (DynamoDB)"))
        .extracting(Bill.Line::dollars)
        .containsExactly(0.625);
  }

  private Bill.Line line(String what) {
    return bill.idleMonth().stream()
        .filter(line -> line.what().equals(what))
        .findAny()
        .orElseThrow();
  }

  private Prices with(String changes) {
    try {
      var mapper = new com.fasterxml.jackson.databind.ObjectMapper();
      return new Prices(mapper.readerForUpdating(prices.json().deepCopy()).readTree(changes));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
