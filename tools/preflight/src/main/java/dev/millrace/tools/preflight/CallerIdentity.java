package dev.millrace.tools.preflight;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** Who deploys: whether there are credentials, and of which account. */
final class CallerIdentity implements Check {
  private static final Set<String> EXPIRED =
      Set.of("ExpiredToken", "ExpiredTokenException", "RequestExpired");
  private static final Set<String> INVALID =
      Set.of("InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch");
  private static final String[] SIGN_IN = {
    "aws login  # or aws sso login, or aws configure; AWS_PROFILE chooses among several profiles"
  };

  private final AwsServices services;
  private final String region;
  private Optional<String> account = Optional.empty();
  private boolean usable = true;

  CallerIdentity(AwsServices services, String region) {
    this.services = services;
    this.region = region;
  }

  @Override
  public String subject() {
    return "Whose credentials these are";
  }

  @Override
  public List<Finding> findings() {
    try {
      services.credentials().resolveCredentials();
    } catch (SdkClientException none) {
      return unusable("No AWS credentials that are valid were found");
    }
    try (StsClient sts = services.sts()) {
      GetCallerIdentityResponse caller = sts.getCallerIdentity();
      account = Optional.of(caller.account());
      return List.of(
          Finding.ok(
              "%s deploys to account %s, region %s"
                  .formatted(caller.arn(), caller.account(), region)));
    } catch (AwsServiceException refusal) {
      String code = code(refusal);
      if (EXPIRED.contains(code)) {
        return unusable("The AWS credentials have expired");
      }
      if (INVALID.contains(code)) {
        return unusable(
            "AWS does not accept the credentials in %s: they are wrong, or the account has not"
                    .formatted(region)
                + " enabled the region");
      }
      throw refusal;
    }
  }

  private static String code(AwsServiceException refusal) {
    return refusal.awsErrorDetails() == null ? "" : refusal.awsErrorDetails().errorCode();
  }

  private List<Finding> unusable(String sentence) {
    usable = false;
    return List.of(Finding.missing(sentence, SIGN_IN));
  }

  /** The account's number, after {@link #findings()} and where AWS told it. */
  Optional<String> account() {
    return account;
  }

  /** Whether it makes sense to call AWS with these credentials, after {@link #findings()}. */
  boolean isUsable() {
    return usable;
  }
}
