package dev.millrace.tools.smoke.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

class AwsFailureTest {
  @ParameterizedTest
  @CsvSource({
    "Unable to load region from any of the providers in the chain, no region: set AWS_REGION",
    "Unable to load credentials from any of the providers, no credentials: log in"
  })
  void whatTheUserHasToSetIsSaid(String message, String words) {
    assertThat(AwsFailure.inWords(SdkClientException.create(message))).startsWith(words);
  }

  @Test
  void aServiceThatIsNotReachedIsSaidByItsCause() {
    assertThat(
            AwsFailure.inWords(
                SdkClientException.create(
                    "Unable to execute HTTP request", new ConnectException("Connection refused"))))
        .isEqualTo("none: Connection refused");
  }

  @Test
  void aServiceThatRefusesIsQuoted() {
    var refusal =
        AwsServiceException.builder()
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .serviceName("Athena")
                    .errorCode("AccessDenied")
                    .errorMessage("not you")
                    .build())
            .build();

    assertThat(AwsFailure.inWords(refusal)).isEqualTo("AccessDenied of Athena: not you");
  }
}
