package dev.millrace.tools.preflight;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.servicequotas.ServiceQuotasClient;
import software.amazon.awssdk.services.servicequotas.model.ServiceQuota;

/**
 * How many machines of the endpoint's type the account may have. The quota's code differs by type,
 * so it is found by its name: among the account's own values first, which leave out a quota that
 * has only a default.
 */
final class EndpointQuota implements Check {
  private static final String SERVICE = "sagemaker";
  private static final int PAGE = 100;

  private final AwsServices services;
  private final Target target;

  EndpointQuota(AwsServices services, Target target) {
    this.services = services;
    this.target = target;
  }

  @Override
  public String subject() {
    return "SageMaker's quota \"%s\"".formatted(name());
  }

  private String name() {
    return target.environment().endpointInstanceType().name() + " for endpoint usage";
  }

  @Override
  public List<Finding> findings() {
    try (ServiceQuotasClient quotas = services.quotas()) {
      return List.of(
          named(own(quotas))
              .or(() -> named(defaults(quotas)))
              .map(this::judged)
              .orElseGet(this::noQuota));
    }
  }

  private static Stream<ServiceQuota> own(ServiceQuotasClient quotas) {
    return quotas
        .listServiceQuotasPaginator(request -> request.serviceCode(SERVICE).maxResults(PAGE))
        .quotas()
        .stream();
  }

  private static Stream<ServiceQuota> defaults(ServiceQuotasClient quotas) {
    return quotas
        .listAWSDefaultServiceQuotasPaginator(
            request -> request.serviceCode(SERVICE).maxResults(PAGE))
        .quotas()
        .stream();
  }

  private Optional<ServiceQuota> named(Stream<ServiceQuota> quotas) {
    return quotas.filter(quota -> name().equals(quota.quotaName())).findFirst();
  }

  private Finding judged(ServiceQuota quota) {
    int instances = target.environment().endpointInstances();
    int whileUpdating = 2 * instances;
    String value = "%s is %,.0f".formatted(subject(), quota.value());
    String needs =
        "the first deployment needs %d, and an update %d, because the old and the new machines run"
                .formatted(instances, whileUpdating)
            + " side by side for a while";
    if (quota.value() >= whileUpdating) {
      return Finding.ok("%s: %s".formatted(value, needs));
    }
    return Finding.missing(
        "%s, %s: %s"
            .formatted(
                value,
                quota.value() < instances
                    ? "and the endpoint cannot be made"
                    : "enough to begin with, but not to update the endpoint",
                needs),
        target.aws(
            "service-quotas request-service-quota-increase --service-code %s --quota-code %s"
                    .formatted(SERVICE, quota.quotaCode())
                + " --desired-value %d".formatted(whileUpdating)));
  }

  private Finding noQuota() {
    return Finding.missing(
        "SageMaker knows no quota \"%s\" in %s: there is no such type, or not there; set another"
                .formatted(name(), target.region())
            + " endpointInstanceType, one of these",
        target.aws(
            "service-quotas list-aws-default-service-quotas --service-code %s".formatted(SERVICE)
                + " --query \"Quotas[?contains(QuotaName, 'for endpoint usage')].QuotaName\""));
  }
}
