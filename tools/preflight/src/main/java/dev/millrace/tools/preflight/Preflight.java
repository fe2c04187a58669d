package dev.millrace.tools.preflight;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;

/** All checks of an environment, in the order in which their lacks are best mended. */
final class Preflight {
  private final AwsServices services;
  private final EnvironmentSettings environment;
  private final String region;
  private final Path root;
  private final String searchPath;

  /**
   * Looks at an environment in a region.
   *
   * @param root the project's root
   * @param searchPath where Docker is looked for, as the variable PATH holds it
   */
  Preflight(
      AwsServices services,
      EnvironmentSettings environment,
      String region,
      Path root,
      String searchPath) {
    this.services = services;
    this.environment = environment;
    this.region = region;
    this.root = root;
    this.searchPath = searchPath;
  }

  /**
   * What was found, and where.
   *
   * @param target with the account's number, where it is known
   */
  record Report(Target target, List<Finding> findings) {
    boolean isComplete() {
      return count(Finding.Status.MISSING) == 0;
    }

    /** A line a finding, the commands below it, and a line that sums up. */
    String text() {
      StringBuilder text = new StringBuilder();
      findings.forEach(finding -> text.append(finding.text()).append('\n'));
      long missing = count(Finding.Status.MISSING);
      long unknown = count(Finding.Status.UNKNOWN);
      text.append('\n')
          .append(
              switch ((int) missing) {
                case 0 -> "Nothing is known to be missing for ";
                case 1 -> "1 thing is missing for ";
                default -> missing + " things are missing for ";
              })
          .append(target.text());
      if (unknown > 0) {
        text.append("; ").append(unknown).append(" could not be told");
      }
      return text.append('.').toString();
    }

    private long count(Finding.Status status) {
      return findings.stream().filter(finding -> finding.status() == status).count();
    }
  }

  /**
   * Makes all checks. One that AWS refuses stops no other.
   *
   * @throws IOException when a file of the project cannot be read
   */
  Report report() throws IOException {
    CallerIdentity caller = new CallerIdentity(services, region);
    List<Finding> findings = new ArrayList<>(made(caller));
    Target target =
        new Target(environment, region, caller.account().orElse(Target.UNKNOWN_ACCOUNT));
    findings.addAll(new RegionServices(target, root).findings());
    findings.addAll(new ImageBuild(target, root, searchPath).findings());
    List<Check> account = ofTheAccount(target);
    if (caller.isUsable()) {
      account.forEach(check -> findings.addAll(made(check)));
    } else {
      findings.add(
          Finding.unknown(
              "%d more things need credentials to be looked at".formatted(account.size())));
    }
    return new Report(target, List.copyOf(findings));
  }

  private List<Check> ofTheAccount(Target target) {
    return List.of(
        new CdkBootstrap(services, target),
        new LambdaConcurrency(services, target),
        new EndpointQuota(services, target),
        new LakeFormationDefaults(services, target),
        new DatabaseNames(services, target),
        new WorkgroupName(services, target),
        new FailedStacks(services, target));
  }

  private static List<Finding> made(Check check) {
    try {
      return check.findings();
    } catch (SdkException refusal) {
      return List.of(Refusals.unknown(check, refusal));
    }
  }
}
