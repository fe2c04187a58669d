package dev.millrace.infra.construct;

import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.Stack;
import software.constructs.Construct;

/** Names in the account's Glue catalog. Who may use a table must name what it is in as well. */
public final class GlueArn {
  private GlueArn() {}

  public static String catalog(Construct scope) {
    return of(scope, "catalog", null);
  }

  public static String database(Construct scope, String database) {
    return of(scope, "database", database);
  }

  public static String table(Construct scope, String database, String table) {
    return of(scope, "table", database + "/" + table);
  }

  /** A finding of cdk-nag on the tables of a database whose names begin so. */
  public static String tablesFinding(String database, String namePrefix) {
    return "Resource::arn:.*:glue:.*:table\\/%s\\/%s\\*".formatted(database, namePrefix);
  }

  private static String of(Construct scope, String resource, String name) {
    return Stack.of(scope)
        .formatArn(
            ArnComponents.builder().service("glue").resource(resource).resourceName(name).build());
  }
}
