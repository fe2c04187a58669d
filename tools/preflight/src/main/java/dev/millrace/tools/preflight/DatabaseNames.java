package dev.millrace.tools.preflight;

import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;

/** Whether the names of the Glue databases are free, or taken by this environment itself. */
final class DatabaseNames implements Check {
  private final AwsServices services;
  private final Target target;

  DatabaseNames(AwsServices services, Target target) {
    this.services = services;
    this.target = target;
  }

  @Override
  public String subject() {
    return "Whether the account has Glue databases %s"
        .formatted(String.join(", ", target.environment().databases()));
  }

  @Override
  public List<Finding> findings() {
    List<String> taken = existing();
    Set<String> own =
        taken.isEmpty()
            ? Set.of()
            : new EnvironmentStacks(services, target).names("AWS::Glue::Database");
    List<Finding> clashes =
        taken.stream().filter(name -> !own.contains(name)).map(this::clash).toList();
    if (!clashes.isEmpty()) {
      return clashes;
    }
    String names = String.join(", ", target.environment().databases());
    return List.of(
        Finding.ok(
            (taken.isEmpty()
                    ? "The names of the Glue databases are free: %s"
                    : "No Glue database of others has one of the names %s")
                .formatted(names)));
  }

  private List<String> existing() {
    try (GlueClient glue = services.glue()) {
      return target.environment().databases().stream().filter(name -> exists(glue, name)).toList();
    }
  }

  private static boolean exists(GlueClient glue, String name) {
    try {
      glue.getDatabase(request -> request.name(name));
      return true;
    } catch (EntityNotFoundException absent) {
      return false;
    }
  }

  private Finding clash(String name) {
    EnvironmentSettings environment = target.environment();
    return Finding.missing(
        ("The Glue database %s exists and is of no stack of %s: set databasePrefix for %s in %s,"
                + " or drop it, if it is what a deployment that was given up left")
            .formatted(name, environment.name(), environment.name(), EnvironmentSettings.FILE),
        target.aws("glue get-tables --database-name %s --query 'TableList[].Name'".formatted(name)),
        target.aws("glue delete-database --name %s".formatted(name)) + "  # with all its tables");
  }
}
