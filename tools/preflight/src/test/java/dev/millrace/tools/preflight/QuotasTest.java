package dev.millrace.tools.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many functions and machines the account may have. */
class QuotasTest extends AccountTest {
  @Test
  void aNewAccountRunsTooFewFunctionsAtOnce() throws IOException {
    account.concurrency(10, 10);

    Finding missing = theOnlyMissing();

    assertThat(missing.sentence())
        .startsWith(
            "Lambda runs up to 10 functions at once here, 10 of them without a reservation");
    assertThat(missing.commands())
        .containsExactly(
            "aws service-quotas request-service-quota-increase --service-code lambda"
                + " --quota-code L-B99A9384 --desired-value 1000 --region eu-west-1");
  }

  @Test
  void whatOthersReservedLeavesTooFew() throws IOException {
    account.concurrency(1000, 99);

    assertThat(theOnlyMissing().sentence()).contains("99 of them without a reservation");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 'is 0, and the endpoint cannot be made'",
    "1, 'is 1, and the endpoint cannot be made'",
    "2, 'is 2, enough to begin with, but not to update the endpoint'",
    "3, 'is 3, enough to begin with, but not to update the endpoint'"
  })
  void aQuotaMustDoForTheEndpointAndForItsUpdate(int quota, String judgement) throws IOException {
    file(EnvironmentSettings.FILE, "{\"environments\":{\"dev\":{\"endpointInstances\":2}}}");
    account.quotas("servicequotas:ListServiceQuotas", AccountServer.quota("ml.c6g.large", quota));

    Finding missing = theOnlyMissing();

    assertThat(missing.sentence())
        .contains(judgement)
        .contains("the first deployment needs 2, and an update 4");
    assertThat(missing.commands())
        .containsExactly(
            "aws service-quotas request-service-quota-increase --service-code sagemaker"
                + " --quota-code L-OF-ml.c6g.large --desired-value 4 --region eu-west-1");
  }

  @Test
  void aQuotaThatTheAccountHasNoOwnValueOfHasItsDefault() throws IOException {
    account.quotas("servicequotas:ListServiceQuotas");
    account.quotas(
        "servicequotas:ListAWSDefaultServiceQuotas", AccountServer.quota("ml.c6g.large", 0));

    assertThat(theOnlyMissing().sentence()).contains("is 0");

    account.quotas(
        "servicequotas:ListAWSDefaultServiceQuotas", AccountServer.quota("ml.c6g.large", 4));
    assertThat(lacks()).isEmpty();
  }

  @Test
  void anInstanceTypeWithoutAQuotaDoesNotExist() throws IOException {
    file(
        EnvironmentSettings.FILE,
        "{\"environments\":{\"dev\":{\"endpointInstanceType\":\"ml.c6g.huge\"}}}");

    assertThat(theOnlyMissing().sentence())
        .startsWith("SageMaker knows no quota \"ml.c6g.huge for endpoint usage\" in eu-west-1");
  }
}
