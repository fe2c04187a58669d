package dev.millrace.infra;

import java.util.List;
import java.util.stream.Stream;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.constructs.Construct;

/** What functions may do with the lake's objects and with its tables in the Glue catalog. */
record LakePermissions(Construct scope, LakeData data, LakeSettings settings) {
  /** Without it S3 answers 403 where an object is not there. */
  PolicyStatement listing() {
    return Permissions.allow(data.bucket.getBucketArn(), "s3:ListBucket");
  }

  PolicyStatement objects(String prefix, String... actions) {
    return Permissions.allow(data.bucket.arnForObjects(prefix + "*"), actions);
  }

  /** Iceberg deletes what a commit that failed has written, and metadata that is long replaced. */
  PolicyStatement tableFiles(String layer) {
    return objects(
        settings.tableFiles(layer),
        "s3:AbortMultipartUpload",
        "s3:DeleteObject",
        "s3:GetObject",
        "s3:PutObject");
  }

  PolicyStatement tables(String layer, String... names) {
    return Permissions.allow(catalog(layer, names), "glue:GetTable", "glue:UpdateTable");
  }

  PolicyStatement readableTables(String layer, String... names) {
    return Permissions.allow(catalog(layer, names), "glue:GetTable");
  }

  /** Glue asks for a table's name and for those of what it is in. */
  private List<String> catalog(String layer, String... names) {
    var database = settings.database(layer);
    return Stream.concat(
            Stream.of(GlueArn.catalog(scope), GlueArn.database(scope, database)),
            Stream.of(names).map(name -> GlueArn.table(scope, database, name)))
        .toList();
  }

  /** Tells cdk-nag why a function's role names objects by prefix. */
  static void reasonForKeys(LiveFunction function, String... prefixes) {
    NagReason.allowWildcards(
        function.role(),
        "Objects are named after the records that they hold, or by Iceberg",
        Stream.of(prefixes)
            .map(prefix -> NagReason.objects("LakeDataLake", prefix))
            .toArray(String[]::new));
  }
}
