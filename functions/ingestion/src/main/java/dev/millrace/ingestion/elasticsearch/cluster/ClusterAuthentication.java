package dev.millrace.ingestion.elasticsearch.cluster;

/** How a cluster is told who asks. Secrets are named here, never held. */
public sealed interface ClusterAuthentication {
  /** Nobody has to say who they are. */
  record Anonymous() implements ClusterAuthentication {}

  /**
   * User name and password.
   *
   * @param secret name or ARN of a secret that holds {@code {"username", "password"}}
   */
  record Basic(String secret) implements ClusterAuthentication {}

  /**
   * An API key of Elasticsearch.
   *
   * @param secret name or ARN of a secret that holds {@code {"api_key"}}, encoded as Elasticsearch
   *     hands it out, or {@code {"id", "api_key"}}
   */
  record ApiKey(String secret) implements ClusterAuthentication {}

  /**
   * Signature Version 4, by the function's role.
   *
   * @param service {@code es} for domains of Amazon OpenSearch, {@code aoss} for its serverless
   *     collections
   * @param region where the cluster is, such as {@code eu-central-1}
   */
  record SignatureV4(String service, String region) implements ClusterAuthentication {}
}
