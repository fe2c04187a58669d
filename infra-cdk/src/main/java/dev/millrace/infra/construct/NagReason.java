package dev.millrace.infra.construct;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import io.github.cdklabs.cdknag.RegexAppliesTo;
import java.util.Arrays;
import java.util.List;
import software.amazon.awscdk.services.s3.IBucket;
import software.constructs.IConstruct;

/** Why a cdk-nag rule does not hold for one construct. */
public final class NagReason {
  private NagReason() {}

  /** Lets one construct break a rule. */
  public static void allow(IConstruct construct, String rule, String reason) {
    NagSuppressions.addResourceSuppressions(
        construct, List.of(NagPackSuppression.builder().id(rule).reason(reason).build()));
  }

  /** Lets a role's policy name resources by pattern, those that match and no others. */
  public static void allowWildcards(IConstruct role, String reason, String... findings) {
    var patterns =
        Arrays.stream(findings)
            .map(finding -> RegexAppliesTo.builder().regex("/^" + finding + "$/").build())
            .toList();
    NagSuppressions.addResourceSuppressions(
        role,
        List.of(
            NagPackSuppression.builder()
                .id("AwsSolutions-IAM5")
                .reason(reason)
                .appliesTo(patterns)
                .build()));
  }

  /**
   * A finding of {@link #allowWildcards} on keys of one bucket under a prefix, which ends in a
   * slash or is empty. A star in it stands for itself.
   */
  public static String objects(IBucket bucket, String prefix) {
    return "Resource::<%s[0-9A-F]+\\.Arn>\\/%s\\*"
        .formatted(bucket.getNode().getId(), prefix.replace("/", "\\/").replace("*", "\\*"));
  }
}
