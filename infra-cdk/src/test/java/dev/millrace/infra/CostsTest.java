package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CostsTest {
  private final Prices prices = Prices.read(Path.of("prices.json"));
  private final Costs costs = new Costs(Synthesis.byDefault().templates(), prices);

  @Test
  void thePageSaysWhatTheTemplatesCost() throws IOException {
    var page = Files.readString(Path.of("../docs/COSTS.md"));
    assertThat(page).as("run infra-cdk/costs").isEqualTo(CostsPage.rewritten(page, costs));
  }

  @Test
  void anEndpointIsPaidByTheHour() {
    assertThat(costs.idleMonth().getFirst().dollars()).isEqualTo(0.0816 * 730);
  }

  @Test
  void whatIsSwitchedOnIsPaidFor() {
    var instances = "{\"prices\": {\"sagemaker_instance_hour\": {\"ml.m5d.large\": 1}}}";
    var other = new Costs(Synthesis.otherwise().templates(), with(instances));
    assertThat(other.idleMonth())
        .extracting(Costs.Line::what)
        .contains("VPC endpoints, by zone", "Streams (Kinesis, provisioned)")
        .doesNotContain("Fan-out consumer (Kinesis)");
  }

  @Test
  void theJobsOfTheLakeArePaidForByTheirRuns() {
    assertThat(costs.idleMonth())
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
    assertThat(costs.millionServiceEvents())
        .filteredOn(line -> line.what().equals("Claims (DynamoDB)"))
        .extracting(Costs.Line::dollars)
        .containsExactly(0.625);
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
