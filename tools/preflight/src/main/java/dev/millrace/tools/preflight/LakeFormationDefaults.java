package dev.millrace.tools.preflight;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.lakeformation.LakeFormationClient;
import software.amazon.awssdk.services.lakeformation.model.DataLakePrincipal;
import software.amazon.awssdk.services.lakeformation.model.DataLakeSettings;
import software.amazon.awssdk.services.lakeformation.model.LakeFormationException;
import software.amazon.awssdk.services.lakeformation.model.Permission;
import software.amazon.awssdk.services.lakeformation.model.PrincipalPermissions;

/**
 * Whether IAM alone decides who may use new databases and tables, as in an account that never
 * touched Lake Formation; and if not, whether CloudFormation may create databases.
 */
final class LakeFormationDefaults implements Check {
  private static final String EVERYONE = "IAM_ALLOWED_PRINCIPALS";
  private static final String CATALOG = "{\"Catalog\":{}}";

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
      if (isLeftToIam(settings.createDatabaseDefaultPermissions())
          && isLeftToIam(settings.createTableDefaultPermissions())) {
        return List.of(Finding.ok("Lake Formation leaves new Glue databases and tables to IAM"));
      }
      return List.of(governed(lakeFormation, settings));
    }
  }

  private static boolean isLeftToIam(List<PrincipalPermissions> defaults) {
    return defaults.stream()
        .anyMatch(
            permissions ->
                isPrincipal(permissions.principal(), EVERYONE)
                    && permissions.permissions().contains(Permission.ALL));
  }

  private static boolean isPrincipal(DataLakePrincipal principal, String name) {
    return principal != null && name.equals(principal.dataLakePrincipalIdentifier());
  }

  private Finding governed(LakeFormationClient lakeFormation, DataLakeSettings settings) {
    String decides = "Lake Formation, and not IAM, decides on new Glue databases or tables";
    String refused =
        "what is deployed is refused its tables until an administrator of the data lake grants"
            + " them to its roles";
    String untold = "";
    try {
      if (mayCreateDatabases(lakeFormation, settings)) {
        return new Finding(
            Finding.Status.OK,
            "%s: CloudFormation may create databases, but %s".formatted(decides, refused),
            afterDeployment());
      }
    } catch (LakeFormationException refusal) {
      untold =
          "; whether CloudFormation may create databases could not be looked at: "
              + Refusals.reason(refusal);
    }
    List<String> commands = new ArrayList<>();
    commands.add("# Before the deployment, as an administrator of the data lake:");
    commands.add(grant(deploymentRole(), CATALOG, Permission.CREATE_DATABASE));
    commands.addAll(afterDeployment());
    return new Finding(
        Finding.Status.MISSING,
        "%s: %sLakeData may fail with \"Required Create Database on Catalog\", and %s%s"
            .formatted(decides, target.environment().stackPrefix(), refused, untold),
        commands);
  }

  private boolean mayCreateDatabases(LakeFormationClient lakeFormation, DataLakeSettings settings) {
    if (settings.dataLakeAdmins().stream()
        .anyMatch(principal -> isPrincipal(principal, deploymentRole()))) {
      return true;
    }
    return lakeFormation
        .listPermissionsPaginator(
            request ->
                request
                    .principal(of -> of.dataLakePrincipalIdentifier(deploymentRole()))
                    .resource(of -> of.catalog(catalog -> {})))
        .stream()
        .flatMap(page -> page.principalResourcePermissions().stream())
        .anyMatch(granted -> granted.permissions().contains(Permission.CREATE_DATABASE));
  }

  /** What CloudFormation deploys as, by the name that the CDK's bootstrap gives it. */
  private String deploymentRole() {
    return "arn:aws:iam::%1$s:role/cdk-hnb659fds-cfn-exec-role-%1$s-%2$s"
        .formatted(target.account(), target.region());
  }

  private List<String> afterDeployment() {
    List<String> commands = new ArrayList<>();
    commands.add("# After the deployment, for each ROLE that these two list:");
    for (String capability : List.of("Lake", "Training")) {
      commands.add(
          target.aws(
              "cloudformation list-stack-resources --stack-name %s%s --query"
                      .formatted(target.environment().stackPrefix(), capability)
                  + " \"StackResourceSummaries[?ResourceType=='AWS::IAM::Role']"
                  + ".PhysicalResourceId\""));
    }
    String role = "arn:aws:iam::%s:role/ROLE".formatted(target.account());
    for (String database : target.environment().databases()) {
      commands.add(
          grant(role, "{\"Database\":{\"Name\":\"%s\"}}".formatted(database), Permission.DESCRIBE));
      commands.add(
          grant(
              role,
              "{\"Table\":{\"DatabaseName\":\"%s\",\"TableWildcard\":{}}}".formatted(database),
              Permission.ALL));
    }
    return commands;
  }

  private String grant(String principal, String resource, Permission permission) {
    return target.aws(
        "lakeformation grant-permissions --principal DataLakePrincipalIdentifier=%s --resource '%s'"
                .formatted(principal, resource)
            + " --permissions "
            + permission);
  }
}
