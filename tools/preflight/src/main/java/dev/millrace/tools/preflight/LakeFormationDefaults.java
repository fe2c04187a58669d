package dev.millrace.tools.preflight;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.lakeformation.LakeFormationClient;
import software.amazon.awssdk.services.lakeformation.model.DataLakeSettings;
import software.amazon.awssdk.services.lakeformation.model.Permission;
import software.amazon.awssdk.services.lakeformation.model.PrincipalPermissions;

/**
 * Whether IAM alone decides who may use new databases and tables, as in an account that never
 * touched Lake Formation.
 */
final class LakeFormationDefaults implements Check {
  private static final String EVERYONE = "IAM_ALLOWED_PRINCIPALS";

  private final AwsServices services;
  private final Target target;

  LakeFormationDefaults(AwsServices services, Target target) {
    this.services = services;
    this.target = target;
  }

  @Override
  public String subject() {
    return "Lake Formation's settings";
  }

  @Override
  public List<Finding> findings() {
    try (LakeFormationClient lakeFormation = services.lakeFormation()) {
      DataLakeSettings settings =
          lakeFormation.getDataLakeSettings(request -> {}).dataLakeSettings();
      boolean databases = isLeftToIam(settings.createDatabaseDefaultPermissions());
      boolean tables = isLeftToIam(settings.createTableDefaultPermissions());
      return List.of(databases && tables ? leftToIam() : governed(databases));
    }
  }

  private static boolean isLeftToIam(List<PrincipalPermissions> defaults) {
    return defaults.stream()
        .anyMatch(
            permissions ->
                permissions.principal() != null
                    && EVERYONE.equals(permissions.principal().dataLakePrincipalIdentifier())
                    && permissions.permissions().contains(Permission.ALL));
  }

  private static Finding leftToIam() {
    return Finding.ok("Lake Formation leaves new Glue databases and tables to IAM");
  }

  private Finding governed(boolean databases) {
    String prefix = target.environment().stackPrefix();
    List<String> commands = new ArrayList<>();
    commands.add("# As an administrator of the data lake, before the deployment:");
    commands.add(grant(deploymentRole(), "{\"Catalog\":{}}", "CREATE_DATABASE"));
    commands.add(
        "# After it, for ROLE_ARN of each role of %sLake and %sTraining:"
            .formatted(prefix, prefix));
    for (String database : target.environment().databases()) {
      commands.add(
          grant("ROLE_ARN", "{\"Database\":{\"Name\":\"%s\"}}".formatted(database), "DESCRIBE"));
      commands.add(
          grant(
              "ROLE_ARN",
              "{\"Table\":{\"DatabaseName\":\"%s\",\"TableWildcard\":{}}}".formatted(database),
              "ALL"));
    }
    return new Finding(
        Finding.Status.MISSING,
        ("Lake Formation, and not IAM, decides on new %s: %sLakeData may fail with \"Required"
                + " Create Database on Catalog\", and what is deployed is refused its tables until"
                + " it has grants")
            .formatted(databases ? "Glue tables" : "Glue databases and their tables", prefix),
        commands);
  }

  /** What CloudFormation deploys as, by the name that the CDK's bootstrap gives it. */
  private String deploymentRole() {
    return "arn:aws:iam::%1$s:role/cdk-hnb659fds-cfn-exec-role-%1$s-%2$s"
        .formatted(target.account(), target.region());
  }

  private String grant(String principal, String resource, String permission) {
    return target.aws(
        "lakeformation grant-permissions --principal DataLakePrincipalIdentifier=%s --resource '%s'"
                .formatted(principal, resource)
            + " --permissions "
            + permission);
  }
}
