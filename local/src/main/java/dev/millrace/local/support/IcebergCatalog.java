package dev.millrace.local.support;

import java.net.URI;
import java.util.Map;
import org.apache.iceberg.aws.glue.GlueCatalog;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** Iceberg's own view of the lake: the tables of the Glue catalog, their files in S3. */
public final class IcebergCatalog {
  private IcebergCatalog() {}

  /**
   * A catalog of tables that are there already.
   *
   * @param credentials a class that Iceberg can make by its name and its static {@code create()}
   */
  public static GlueCatalog of(
      URI glueEndpoint, URI s3Endpoint, String region, AwsCredentialsProvider credentials) {
    GlueCatalog catalog = new GlueCatalog();
    catalog.initialize(
        "local",
        Map.of(
            "warehouse",
            "s3://unused",
            "io-impl",
            "org.apache.iceberg.aws.s3.S3FileIO",
            "glue.endpoint",
            glueEndpoint.toString(),
            "s3.endpoint",
            s3Endpoint.toString(),
            "s3.path-style-access",
            "true",
            "http-client.type",
            "urlconnection",
            "client.region",
            region,
            "client.credentials-provider",
            credentials.getClass().getName()));
    return catalog;
  }
}
